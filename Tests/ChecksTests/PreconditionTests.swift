internal import Audit
internal import Checks
internal import Evidence
internal import Testing
internal import Wire

/// A check does not apply only where that was measured.
@Suite struct PreconditionTests {
    /// An ordinary IPv4 datagram that leaves beside the tunnel.
    private static let stray = Specimen.sent.udp(
        Specimen.address, 40_000, Specimen.server, 4000, [1, 2, 3])
    /// The same over IPv6.
    private static let stray6 = Specimen.sent.udp(
        Specimen.address6, 40_000, Specimen.server6, 4000, [1, 2, 3])

    @Test func withoutAnyIPv6NoneCouldLeak() {
        #expect(reason("leak.ipv6-native", [Self.stray]) == "no_ipv6")
        #expect(reason("leak.eui64-stable", [Self.stray]) == "no_ipv6")
    }

    @Test func ipv6InsideTheTunnelMakesTheQuestionApply() {
        #expect(word("leak.ipv6-native", [Self.stray], inside: [Self.stray6]) != "notApplicable")
    }

    @Test func anAdvertisedPrefixMakesTheQuestionApply() {
        #expect(word("leak.ipv6-native", [advertisement]) == "inconclusive")
    }

    @Test func aStrayIPv6FrameFailsWithoutAnyAdvertisement() {
        #expect(word("leak.ipv6-native", [Self.stray6]) == "fail")
    }

    @Test func withoutNAT64NothingIsSynthesised() {
        #expect(reason("leak.ipv6-synth", [Self.stray6]) == "no_nat64")
    }

    @Test func udpHasNoReasonToBypassATunnelOverUDP() {
        #expect(reason("leak.udp-bypass", [Self.stray]) == "not_tcp_only")
    }

    @Test func whatDoesNotApplyClaimsNoFrame() {
        // Else plain UDP would be counted under `leak.udp-bypass`, which says nothing here.
        let scene = Case(
            Specimen([Self.stray]).recording(), Policy(), checks: Catalogue.checks)
        #expect(Set(scene.causes.values) == ["leak.ipv4-direct"])
    }

    @Test func beforeTheTunnelIsUpNothingIsALeakUnlessAKillSwitchIsPromised() throws {
        let test = try #require(
            TestRecording.all.first { $0.description == "leak.serverip/leak-name-in-clear" })
        #expect(Outcome(of: "dns.underlay-53", on: test.recording).word != "fail")
        var policy = Policy()
        policy.killSwitch = .always
        #expect(Outcome(of: "dns.underlay-53", on: test.recording, under: policy).word == "fail")
    }

    @Test func whereTheKernelHoldsTheTunnelNoClientCalls() {
        #expect(code(of: clientless(holder: nil)) == "kernel_tunnel")
    }

    @Test func aClientThatIsKnownAndDoesNotCallPasses() {
        #expect(code(of: clientless(holder: 7)) == "pass")
    }

    @Test func whoTheClientIsIsNotAssumed() {
        var unwatched = clientless(holder: nil)
        unwatched.sockets = nil
        #expect(code(of: unwatched) == "control_plane.unknown")
        #expect(code(of: clientless(holder: 7, [Self.stray])) == "control_plane.unattributed")
    }

    @Test func aCallWhoseBeginningIsMissingVoidsAPass() throws {
        for (name, isMissing) in [("clean", isHello), ("clean-split", isTail)] {
            let test = try #require(
                TestRecording.all.first { $0.description == "leak.control-plane/\(name)" })
            let rewritten = try RewrittenRecording(test)
            #expect(code(of: try rewritten.recording { $0 }) == "pass")
            let without = try rewritten.recording { frames in
                frames.filter { !isMissing($0.bytes) }
            }
            #expect(code(of: without) == "control_plane.unread", "\(name)")
        }
    }

    /// Whether a frame begins a TLS handshake: behind Ethernet, IPv4 and TCP.
    private func isHello(_ frame: [UInt8]) -> Bool { frame.count > 54 && frame[54] == 22 }

    /// Whether a frame of more than headers goes on with something else than a TLS record.
    private func isTail(_ frame: [UInt8]) -> Bool {
        // 203.0.113.90 and port 443.
        frame.count > 60 && frame[30..<34].elementsEqual([203, 0, 113, 90])
            && frame[36..<38].elementsEqual([1, 187]) && !(20...23).contains(frame[54])
    }

    /// A live run that saw who holds the socket of a tunnel: a process, or the kernel.
    private func clientless(holder: Int32?, _ strays: [[UInt8]] = []) -> Recording {
        let ends = [(Specimen.address, Specimen.entry), (Specimen.entry, Specimen.address)]
        let tunnel = ends.enumerated().map { index, ends in
            (index == 0 ? Specimen.sent : Specimen.received).udp(
                ends.0, 51_820, ends.1, 51_820, [4, 0, 0, 0])
        }
        var recording = Specimen(tunnel + strays, answers: []).recording()
        var socket = SocketSighting(.udp, local: IPAddress(v4: 0), port: 51_820, at: 0)
        socket.user = 0
        socket.process = holder
        socket.inode = holder.map { UInt64($0) }
        recording.sockets = [socket]
        return recording
    }

    /// The reason code of the check of the client's own calls, or `pass`.
    private func code(of recording: Recording) -> String? {
        switch Outcome(of: "leak.control-plane", on: recording).verdict {
        case .pass: "pass"
        case .fail: nil
        case .inconclusive(let doubt): doubt.code
        case .notApplicable(let precondition): precondition.code
        }
    }

    /// An advertisement of 2001:db8:50::/64 by the router (RFC 4861, 4.2 and 4.6.2).
    private var advertisement: [UInt8] {
        let prefix = Specimen.address6.high
        return FrameBuilder(from: Specimen.router, to: MACAddress(0x3333_0000_0001)).packet(
            IPAddress(high: 0xfe80_0000_0000_0000, low: 1),
            IPAddress(high: 0xff02_0000_0000_0000, low: 1), IPProtocol.icmpv6,
            [134, 0, 0, 0, 64, 0, 7, 8] + Array(repeating: 0, count: 8)
                + [3, 4, 64, 0xc0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]
                + FrameBuilder.bytes(prefix) + Array(repeating: 0, count: 8), hopLimit: 255)
    }

    private func word(
        _ id: CheckID, _ frames: [[UInt8]], inside: [[UInt8]] = []
    ) -> String {
        Outcome(of: id, on: Specimen(frames, inside: inside).recording()).word
    }

    private func reason(_ id: CheckID, _ frames: [[UInt8]]) -> String? {
        let outcome = Outcome(of: id, on: Specimen(frames).recording())
        if case .notApplicable(let precondition) = outcome.verdict { return precondition.code }
        return nil
    }
}
