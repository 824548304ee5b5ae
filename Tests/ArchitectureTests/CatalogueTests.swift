internal import Testing

/// Checks, their recordings, and the codes that `explain` takes.
struct CatalogueTests {
    /// The checks, by the names that their files give them.
    private static let checks: [(id: String, file: SourceFile)] = SourceFile.product
        .filter { $0.path.hasPrefix("checks/") }
        .flatMap { file in
            file.text.matches(of: /= Check\(\s*"([^"]+)"/).map { (String($0.1), file) }
        }

    @Test func everyCheckHasAFileInTheFolderOfItsArea() {
        #expect(CatalogueTests.checks.count >= 23)
        for (id, file) in CatalogueTests.checks {
            #expect(id.wholeMatch(of: /[a-z]+\.[a-z0-9]+(-[a-z0-9]+)*/) != nil)
            let area = id.prefix { $0 != "." }
            #expect(file.path.hasPrefix("checks/\(area)/"))
        }
        #expect(Set(CatalogueTests.checks.map(\.id)).count == CatalogueTests.checks.count)
        #expect(Set(CatalogueTests.checks.map(\.file.path)).count == CatalogueTests.checks.count)
    }

    @Test func everyCheckStandsInTheCatalogue() throws {
        let catalogue = try #require(
            SourceFile.product.first { $0.path == "checks/Catalogue.swift" })
        for (_, file) in CatalogueTests.checks {
            let name = try #require(file.text.firstMatch(of: /static let (\w+) = Check\(/)).1
            #expect(catalogue.text.contains(".\(name),"), "\(name)")
        }
    }

    @Test func everyCheckHasALeakACleanRunAndABlindOne() {
        for (id, _) in CatalogueTests.checks {
            #expect(SourceFile.exists("Tests/Recordings/\(id)/expected.json"))
            for kind in ["leak", "clean", "blind"] {
                for name in ["manifest.json", "evidence.pcapng"] {
                    let path = "Tests/Recordings/\(id)/\(kind)/\(name)"
                    #expect(SourceFile.exists(path), "\(path)")
                }
            }
        }
    }

    @Test func everyCodeThatIsToldCanBeExplained() throws {
        let rows = try CatalogueTests.rows()
        for file in SourceFile.product where !CatalogueTests.tables.contains(file.path) {
            let told = file.text.matches(
                of:
                    #/
                    "((?:baseline|capture|cleartext|control|env|internal|lab|policy|recording|run|scope
                    |usage)\.[a-z_]+)"|(?:Doubt|Precondition)\(\s*"([^"]+)"
                    /#)
            for match in told {
                let code = String(match.1 ?? match.2 ?? "")
                // The id of a row of traffic, not a reason.
                guard code != "policy.allow_lan" else { continue }
                #expect(rows.contains(code), "\(code) in \(file.path)")
            }
        }
    }

    @Test func everyRowIsUsedAndInItsPlace() throws {
        let rows = try CatalogueTests.rows()
        #expect(rows.count > 30)
        for table in CatalogueTests.tables {
            let rows = try CatalogueTests.rows(of: table)
            #expect(!rows.isEmpty && rows == rows.sorted())
        }
        #expect(Set(rows).count == rows.count)
        for code in rows {
            let isUsed = SourceFile.product.contains {
                !CatalogueTests.tables.contains($0.path) && $0.text.contains("\"\(code)\"")
            }
            #expect(isUsed, "\(code)")
        }
    }

    private static let tables = [
        "Sources/Audit/Report/ReasonCode.swift", "Sources/Audit/Report/ReasonCode+Tunnel.swift",
    ]

    private static func rows() throws -> [String] { try tables.flatMap(rows) }

    private static func rows(of table: String) throws -> [String] {
        let file = try #require(SourceFile.product.first { $0.path == table })
        return file.text.matches(of: /ReasonCode\(\s*"([^"]+)"/).map { String($0.1) }
    }
}
