internal import Testing

/// Imports point down only, and the wings never import each other.
struct LayerTests {
    /// What each target may import. Wire and Checks know neither the system nor Foundation; Reports
    /// sees reports and nothing of how they came about; Responder knows nothing of audits.
    private static let allowed: [(folder: String, modules: Set<String>)] = [
        ("Sources/Wire/", ["CCrypto"]),
        (
            "Sources/Evidence/",
            ["Wire", "CCrypto", "CShims", "Glibc", "Foundation", "FoundationEssentials"]
        ),
        ("Sources/Audit/", ["Wire", "Evidence"]),
        ("Sources/Gather/", ["Wire", "Evidence", "CShims", "Glibc"]),
        (
            "Sources/Capture/",
            ["Wire", "Gather", "CPcap", "CShims", "Glibc", "Foundation", "Synchronization"]
        ),
        (
            "Sources/Probes/",
            [
                "Wire", "Evidence", "Gather", "CCurl", "CShims", "Glibc", "Foundation",
                "Synchronization",
            ]
        ),
        ("checks/", ["Wire", "Evidence", "Audit"]),
        ("reports/", ["Wire", "Audit", "Mustache"]),
        (
            "Sources/Lab/",
            [
                "Wire", "Evidence", "Gather", "Host", "CShims", "Glibc", "Foundation",
                "FoundationEssentials", "Synchronization",
            ]
        ),
        (
            "Sources/Responder/",
            ["Wire", "Glibc", "NIOCore", "NIOPosix", "NIOHTTP1", "NIOSSL"]
        ),
        (
            "Sources/Host/",
            [
                "Wire", "Evidence", "Gather", "CShims", "CNft", "Glibc", "Synchronization",
                "FoundationEssentials",
            ]
        ),
        ("Sources/Tunnels/", ["Wire", "Evidence", "Gather", "Host", "CShims", "Glibc"]),
        (
            "Sources/Command/",
            [
                "Wire", "Evidence", "Audit", "Checks", "Reports", "Gather", "Capture", "Probes",
                "Host", "Tunnels", "Responder", "Lab", "CShims", "Glibc", "Dispatch",
                "Synchronization", "FoundationEssentials", "ArgumentParser", "Yams",
            ]
        ),
    ]

    @Test func everyTargetImportsOnlyWhatLiesBelow() {
        for file in SourceFile.product {
            let layer = LayerTests.allowed.first { file.path.hasPrefix($0.folder) }
            guard let layer else {
                Issue.record("\(file.path) belongs to no layer")
                continue
            }
            for module in imports(of: file) where !layer.modules.contains(module) {
                Issue.record("\(file.path) imports \(module)")
            }
        }
    }

    @Test func everyImportSaysWhoSeesIt() {
        for file in SourceFile.product {
            for line in file.code where line.drop(while: { $0 == " " }).hasPrefix("import ") {
                Issue.record("\(file.path): \(line)")
            }
        }
    }

    /// What touches the world may use its threads and clocks.
    private static let leftWing = ["Sources/Capture/", "Sources/Lab/", "Sources/Probes/"]

    @Test func foundationIsForManifestsOnly() {
        let users = SourceFile.product.filter { file in
            imports(of: file).contains("Foundation")
                && !LayerTests.leftWing.contains { file.path.hasPrefix($0) }
        }
        #expect(
            users.map(\.path) == [
                "Sources/Evidence/Recording/Manifest.swift",
                "Sources/Evidence/Recording/RowFile.swift",
            ])
    }

    private func imports(of file: SourceFile) -> [String] {
        file.code.filter { $0.contains("import ") }.compactMap { line in
            line.firstMatch(of: /^\s*(?:(?:public|internal|package|private) )?import (\w+)/)
                .map { String($0.1) }
        }
    }
}
