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

    @Test func everyCodeThatIsToldCanBeExplained() {
        let rows = CatalogueTests.tables.flatMap(\.rows)
        for file in SourceFile.product where !file.path.hasPrefix(CatalogueTests.table) {
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

    @Test func everyRowIsUsedAndInItsPlace() {
        let rows = CatalogueTests.tables.flatMap(\.rows)
        #expect(CatalogueTests.tables.count > 3 && rows.count > 100)
        #expect(Set(rows).count == rows.count)
        for (path, rows) in CatalogueTests.tables { #expect(rows == rows.sorted(), "\(path)") }
        // Whoever knows a code knows the file that has it: an area is in one.
        let areas = CatalogueTests.tables.map { Set($0.rows.map(CatalogueTests.area)) }
        #expect(Set(areas.joined()).count == areas.map(\.count).reduce(0, +))
        for code in rows {
            let isUsed = SourceFile.product.contains {
                !$0.path.hasPrefix(CatalogueTests.table) && $0.text.contains("\"\(code)\"")
            }
            #expect(isUsed, "\(code)")
        }
    }

    /// How the paths of the files begin that have the codes.
    private static let table = "Sources/Audit/Report/ReasonCode"

    /// The codes, in the order of each file that has some.
    private static let tables: [(path: String, rows: [String])] = SourceFile.product
        .filter { $0.path.hasPrefix(table) }
        .map { file in
            (
                file.path,
                file.text.matches(of: /ReasonCode\(\s*"([^"]+)"/).map { String($0.1) }
            )
        }
        .filter { !$0.rows.isEmpty }

    /// What stands before the dot; nothing where there is none.
    private static func area(_ code: String) -> String {
        code.split(separator: ".").count > 1 ? String(code.prefix { $0 != "." }) : ""
    }
}
