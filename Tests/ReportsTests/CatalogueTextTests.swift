internal import Audit
internal import Reports
internal import Testing

/// The texts of `list`, `explain` and errors.
@Suite struct CatalogueTextTests {
    private let card = Card(
        line: "DNS", claim: "No lookup leaves outside the tunnel.",
        failure: "%d lookups left outside the tunnel",
        why:
            "Whoever runs the resolver, and everyone on the path, reads the names of the sites you visit.",
        limits: "Lookups that are encrypted are judged by another check.",
        remedy: "Drop port 53 outside the tunnel.",
        commands: [
            "sudo nft add rule inet filter output oifname != \"wg0\" udp dport 53 counter drop comment dns"
        ],
        seenBy: ["lan", "isp"], severity: .critical, references: ["RFC 9076", "Perta 2015"])

    @Test func listIsATable() {
        let checks = [(id: CheckID("dns.underlay-53"), card: card), (id: "leak.ntp", card: card)]
        #expect(
            CatalogueText().list(checks) == """
                dns.underlay-53  critical  DNS
                leak.ntp         critical  DNS

                """)
    }

    @Test func explainTellsEverythingOfACard() {
        let text = CatalogueText().explain(
            "dns.underlay-53", card,
            needs: ["The tunnel was seen alive.", "A lookup inside the tunnel."])
        #expect(
            text == """
                dns.underlay-53                                                         critical

                No lookup leaves outside the tunnel.

                Why it matters
                  Whoever runs the resolver, and everyone on the path, reads the names of the
                  sites you visit.

                What a pass needs
                  The tunnel was seen alive.
                  A lookup inside the tunnel.

                What it can't see
                  Lookups that are encrypted are judged by another check.

                What to do about a fail
                  Drop port 53 outside the tunnel.
                    sudo nft add rule inet filter output oifname != "wg0" udp dport 53 counter \\
                    drop comment dns

                References
                  RFC 9076
                  Perta 2015

                """)
    }

    @Test func reasonCodesAreSortedUniqueAndExplained() throws {
        let codes = ReasonCode.all.map(\.code)
        #expect(codes == codes.sorted())
        #expect(Set(codes).count == codes.count)
        for reason in ReasonCode.all {
            #expect(reason.meaning.hasSuffix(".") && reason.remedy.hasSuffix("."))
            #expect(reason.meaning.split(separator: " ").count <= 20, "\(reason.code)")
            #expect(reason.remedy.split(separator: " ").count <= 20, "\(reason.code)")
        }
        let reason = try #require(ReasonCode("capture.truncated"))
        #expect(CatalogueText().explain(reason).hasPrefix("capture.truncated\n\nThe file ends"))
        #expect(ReasonCode("capture.nonsense") == nil)
    }

    @Test func anErrorSaysWhatWhyAndWhatToTry() {
        let trouble = Trouble(
            .error, "it is not known which frames of \"home.pcap\" this machine sent".outside,
            because: [
                "The capture has no direction marks, and 2 machines send to 203.0.113.10:51820."
                    .outside
            ],
            commands: ["watertight analyze home.pcap --host 02:00:00:00:50:0c".outside],
            exitCode: 4,
            code: "capture.no_host")
        #expect(
            ErrorText.text(of: trouble) == """
                error: it is not known which frames of "home.pcap" this machine sent
                  The capture has no direction marks, and 2 machines send to 203.0.113.10:51820.
                  try:  watertight analyze home.pcap --host 02:00:00:00:50:0c
                  exit 4, watertight explain capture.no_host

                """)
    }

    @Test func reasonsAreCutAtSixLines() {
        let long = String(repeating: "many words ", count: 18).outside
        let trouble = Trouble(
            .notProven, "our eyes were shut".outside, because: [long, long, long],
            commands: ["a".outside, "b".outside], exitCode: 3, code: "control.drops")
        let lines = ErrorText.text(of: trouble).split(separator: "\n")
        #expect(lines.count == 6)
        #expect(lines.first == "not proven: our eyes were shut")
        #expect(lines[2].hasSuffix("…"))
        #expect(lines[3] == "  try:  a" && lines[4] == "  or:   b")
        #expect(lines[5] == "  exit 3, watertight explain control.drops")
    }

    @Test func aWarningWithoutExitHasNone() {
        let trouble = Trouble(
            .warning, "odd".outside, because: [], exitCode: nil, code: "capture.snaplen")
        #expect(
            ErrorText.text(of: trouble) == "warning: odd\n  watertight explain capture.snaplen\n")
    }
}
