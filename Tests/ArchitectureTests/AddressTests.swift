internal import Testing

/// Addresses in code, samples and documents belong to nobody.
struct AddressTests {
    /// Files with other addresses, and why. Recorded captures, which hold what real software sent in
    /// networks without a route to the outside, are no text and not looked at.
    private static let exempt: [String: String] = [:]

    @Test func everyIPv4AddressIsForDocumentation() {
        // Documentation, private, shared, link-local, loopback, multicast, and names of ranges.
        let quiet = [
            "192.0.2.", "198.51.100.", "203.0.113.", "10.", "192.168.", "100.64.0.", "169.254.",
            "127.", "192.88.99.", "255.255.",
        ]
        check("0123456789.", mark: ".") { word in
            let word = word.trimming(while: { $0 == "." })
            guard word.wholeMatch(of: /\d{1,3}(\.\d{1,3}){3}/) != nil else { return true }
            // Everything, half of it, and a section of RFC 4291.
            return ["0.0.0.0", "128.0.0.0", "2.5.5.2"].contains(word)
                || quiet.contains { word.hasPrefix($0) }
                || word.contains(/^172\.(1[6-9]|2\d|3[01])\./) || word.contains(/^2(2[4-9]|3\d)\./)
        }
    }

    @Test func everyIPv6AddressIsForDocumentation() {
        let quiet = #/^(2001:db8|2001::|2002:|fe80|ff[0-9a-f]{2}|f[cd]|64:ff9b|::|2000::$|8000::$)/#
        check(letters + "0123456789_:", mark: ":") { word in
            guard word.wholeMatch(of: /[0-9a-fA-F:]*/) != nil else { return true }
            // Without "::" it is a time of day or a MAC address, unless it has eight groups.
            let groups = word.split(separator: ":", omittingEmptySubsequences: false).count
            return !(word.contains("::") || groups == 8) || word.lowercased().contains(quiet)
        }
    }

    @Test func everyStationIsMadeUp() {
        // Locally administered, a group, or the range for documentation (RFC 9542).
        let quiet = #/^(.[2367abefABEF]|.[13579bdfBDF]|00:00:5[eE])/#
        check("0123456789abcdefABCDEF:", mark: ":") { word in
            word.wholeMatch(of: /[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}/) == nil || word.contains(quiet)
        }
    }

    private let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

    /// Looks at every run of some characters in which a mark stands at least twice.
    private func check(
        _ alphabet: String, mark: Character, _ isQuiet: (Substring) -> Bool,
        location: SourceLocation = #_sourceLocation
    ) {
        var isPart = [Bool](repeating: false, count: 256)
        for byte in alphabet.utf8 { isPart[Int(byte)] = true }
        let mark = mark.asciiValue ?? 0
        let others = ["json", "txt", "md", "yaml"].flatMap {
            SourceFile.files(in: ["reports", "docs", "checks"], ext: $0)
        }
        var seen = 0
        for file in SourceFile.product + others where AddressTests.exempt[file.path] == nil {
            for line in file.lines {
                for word in line.utf8.split(whereSeparator: { !isPart[Int($0)] })
                where word.count(where: { $0 == mark }) > 1 {
                    seen += 1
                    if !isQuiet(Substring(word)) {
                        Issue.record("\(file.path): \(Substring(word))", sourceLocation: location)
                    }
                }
            }
        }
        #expect(seen > 10, sourceLocation: location)
    }
}

extension Substring {
    /// The rest without such characters at its ends.
    fileprivate func trimming(while isDropped: (Character) -> Bool) -> Substring {
        var rest = drop(while: isDropped)
        while let last = rest.last, isDropped(last) { rest.removeLast() }
        return rest
    }
}
