internal import HostileBytes
internal import Testing
internal import Wire

@Suite struct ICECandidateTests {
    /// What Chromium 156 said in a lab, but for the ports.
    static let hidden =
        "candidate:730455500 1 udp 2113937151 5412eeba-75e4-424b-b7da-a4a52cd44001.local 52743 typ host "
        + "generation 0 ufrag qnPb network-cost 999"
    static let reflexive =
        "candidate:694136967 1 udp 1677729535 203.0.113.10 52743 typ srflx raddr 0.0.0.0 rport 0 "
        + "generation 0 ufrag qnPb network-cost 999"

    @Test func aBrowsersOwnCandidatesAreRead() throws {
        let host = try #require(ICECandidate(Self.hidden))
        #expect(host.foundation == OutsideText("730455500"))
        #expect(host.component == 1 && host.transport == .udp && host.priority == 2_113_937_151)
        #expect(host.host.isMulticastName && host.host.address == nil)
        #expect(host.port == 52743 && host.kind == .host)
        #expect(host.relatedHost == nil && host.relatedPort == nil)
        let seen = try #require(ICECandidate(Self.reflexive))
        #expect(seen.host == .address(IPAddress(v4: 0xcb00_710a)))
        #expect(seen.kind == .serverReflexive && !seen.host.isMulticastName)
        #expect(seen.relatedHost == .address(IPAddress(v4: 0)) && seen.relatedPort == 0)
    }

    @Test func eachKindTransportAndFamilyIsRead() throws {
        let tcp = try #require(
            ICECandidate(
                "CANDIDATE:a+/Z9 256 TCP 1 2001:db8::1 9 TYP host tcptype active"))
        #expect(tcp.transport == .tcp && tcp.component == 256 && tcp.port == 9)
        #expect(tcp.host.address == IPAddress("2001:db8::1"))
        for (word, kind) in [
            ("host", ICECandidate.Kind.host), ("srflx", .serverReflexive),
            ("prflx", .peerReflexive), ("relay", .relayed), ("other", .other(OutsideText("other"))),
        ] {
            let read = try #require(ICECandidate("candidate:1 1 udp 5 192.0.2.1 1 typ \(word)"))
            #expect(read.kind == kind)
            #expect(read.kind.text.raw == word)
        }
        let named = try #require(
            ICECandidate("candidate:1 1 ssltcp 5 ice.example 1 typ relay raddr x.local rport 2"))
        #expect(named.transport == .other(OutsideText("ssltcp")))
        #expect(named.host == .name(OutsideText("ice.example")) && !named.host.isMulticastName)
        #expect(named.relatedHost?.isMulticastName == true && named.relatedPort == 2)
    }

    @Test func anExtensionMayBeSetToNothing() {
        #expect(ICECandidate("candidate:1 1 udp 5 192.0.2.1 1 typ host x ") != nil)
        #expect(ICECandidate("candidate:1 1 udp 5 192.0.2.1 1 typ host x") == nil)
        #expect(ICECandidate("candidate:1 1 udp 5 192.0.2.1 1 typ host ") == nil)
    }

    @Test(arguments: [
        "", "candidate:", "candidate", "a=candidate:1 1 udp 5 192.0.2.1 1 typ host",
        "candidate: 1 udp 5 192.0.2.1 1 typ host",
        "candidate:1-2 1 udp 5 192.0.2.1 1 typ host",
        "candidate:\(String(repeating: "a", count: 33)) 1 udp 5 192.0.2.1 1 typ host",
        "candidate:1 0 udp 5 192.0.2.1 1 typ host",
        "candidate:1 257 udp 5 192.0.2.1 1 typ host",
        "candidate:1 +1 udp 5 192.0.2.1 1 typ host",
        "candidate:1  1 udp 5 192.0.2.1 1 typ host",
        "candidate:1 1 u/p 5 192.0.2.1 1 typ host",
        "candidate:1 1 udp 0 192.0.2.1 1 typ host",
        "candidate:1 1 udp 2147483648 192.0.2.1 1 typ host",
        "candidate:1 1 udp 00000000005 192.0.2.1 1 typ host",
        "candidate:1 1 udp 99999999999999999999 192.0.2.1 1 typ host",
        "candidate:1 1 udp 5 192.0.2.256 1 typ host", "candidate:1 1 udp 5 192.0.2 1 typ host",
        "candidate:1 1 udp 5 fe80::1%eth0 1 typ host", "candidate:1 1 udp 5  1 typ host",
        "candidate:1 1 udp 5 a_b.local 1 typ host",
        "candidate:1 1 udp 5 \(String(repeating: "a", count: 254)) 1 typ host",
        "candidate:1 1 udp 5 192.0.2.1 65536 typ host", "candidate:1 1 udp 5 192.0.2.1 typ host",
        "candidate:1 1 udp 5 192.0.2.1 1 host", "candidate:1 1 udp 5 192.0.2.1 1 typ",
        "candidate:1 1 udp 5 192.0.2.1 1 typ host raddr",
        "candidate:1 1 udp 5 192.0.2.1 1 typ host raddr 1 rport 2",
        "candidate:1 1 udp 5 192.0.2.1 1 typ host rport -1",
        "candidate:1 1 udp 5 192.0.2.1 1 typ host x \u{1b}[0m",
        "candidate:1 1 udp 5 192.0.2.1 1 typ host\u{0}",
        "candidate:1 1 udp 5 192.0.2.1\u{a0}1 typ host",
        "candidate:1 1 udp 5 \u{130}.local 1 typ host",
    ])
    func whatBreaksTheGrammarIsNoCandidate(_ text: String) {
        #expect(ICECandidate(text) == nil)
    }

    @Test func nothingLongerThanTheBoundIsRead() {
        let start = "candidate:1 1 udp 5 192.0.2.1 1 typ host x "
        let fits = start + String(repeating: "y", count: ICECandidate.longest - start.utf8.count)
        #expect(ICECandidate(fits) != nil)
        #expect(ICECandidate(fits + "y") == nil)
    }

    @Test func everyCutAndEveryChangedByteIsSurvived() {
        var read = 0
        for text in [Self.hidden, Self.reflexive] {
            harass(Array(text.utf8)) { bytes in
                var copy: [UInt8] = []
                for at in 0..<bytes.byteCount { copy.append(bytes.u8(at)) }
                if ICECandidate(String(decoding: copy, as: UTF8.self)) != nil { read += 1 }
            }
        }
        #expect(read > 0)
    }
}
