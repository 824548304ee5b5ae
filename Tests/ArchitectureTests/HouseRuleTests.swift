internal import Testing

/// Rules that hold for every file of the product.
struct HouseRuleTests {
    @Test func filesStaySmall() {
        #expect(SourceFile.product.count > 100)
        for file in SourceFile.product {
            let most = file.path.hasPrefix("checks/") ? 120 : 400
            if file.lines.count > most { Issue.record("\(file.path): \(file.lines.count) lines") }
        }
    }

    @Test func nothingStopsTheProcess() {
        let traps = #/\bfatalError\b|\btry!|\btry\?|\bas!|\bunowned\(unsafe\)/#
        for file in SourceFile.product {
            for line in file.code
            where line.utf8.contains(where: { "!?E".utf8.contains($0) }) && line.contains(traps) {
                Issue.record("\(file.path): \(line)")
            }
        }
    }

    @Test func nothingIsUnwrappedByForce() {
        // An exclamation mark behind a name, a bracket or a parenthesis, but no comparison.
        let force = #/[\w\)\]]!(?!=)/#
        for file in SourceFile.product {
            for line in file.code
            where line.utf8.contains(UInt8(ascii: "!")) && line.contains(force) {
                Issue.record("\(file.path): \(line)")
            }
        }
    }

    /// Memory that is owned once checks its bounds, and cannot go on without memory.
    private static let checked = [
        "Sources/Evidence/Ledger/FixedBuffer.swift", "Sources/Evidence/Ledger/FlowTable.swift",
        "Sources/Evidence/Fold/KeptFrames.swift",
    ]

    @Test func onlyOwnedMemoryHasPreconditions() {
        for file in SourceFile.product where !HouseRuleTests.checked.contains(file.path) {
            for line in file.code
            where ["precondition(", "preconditionFailure(", "assert("].contains(
                where: line.contains)
            {
                Issue.record("\(file.path): \(line)")
            }
        }
    }

    @Test func namesSayWhatATypeIs() {
        let declared = #/\b(?:struct|class|enum|actor|protocol|typealias)\s+(\w+)/#
        let empty = #/(Manager|Helper|Util|Utils|Utilities|Base|Data|Info)$/#
        let inverted = #/^(Manager|Helper|Util|Base)[A-Z]/#
        for file in SourceFile.product {
            for line in file.code where !line.isEmpty {
                for match in line.matches(of: declared) {
                    let name = match.1
                    if name.contains(empty) || name.contains(inverted) {
                        Issue.record("\(file.path): \(name)")
                    }
                }
            }
        }
    }

    @Test func nothingIsLeftForLater() {
        for file in SourceFile.product {
            for word in ["TODO", "FIXME", "XXX", "HACK"] where file.text.contains(word) {
                Issue.record("\(file.path): \(word)")
            }
        }
    }

    @Test func packetBytesAreReadThroughCheckedLoads() {
        for file in SourceFile.product where !file.path.hasSuffix("RawSpan+Loads.swift") {
            for line in file.code where line.contains("unsafeLoad") {
                Issue.record("\(file.path): \(line)")
            }
        }
    }
}
