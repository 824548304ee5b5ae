internal import Audit
internal import Checks
internal import Evidence
internal import Testing
internal import Wire

/// What the local network offers and asks: where a pass and a fail turn on more than the frames.
@Suite struct NeighbourTests {
    /// A public resolver that a lease names.
    private static let offered = IPAddress(v4: 0xcb00_7135)
    /// The tunnel's own.
    private static let inner = IPAddress(v4: 0x0a40_0001)

    /// A lease with option 6 (RFC 2132, 3.8).
    private static let lease = Specimen.received.udp(
        IPAddress(v4: 0xc0a8_3201), 67, Specimen.address, 68, acknowledgement([203, 0, 113, 53]))

    private static func acknowledgement(_ resolver: [UInt8]) -> [UInt8] {
        [2, 1, 6, 0, 0, 0, 0, 7] + Array(repeating: 0, count: 8)
            + FrameBuilder.bytes(Specimen.address.v4) + Array(repeating: 0, count: 8)
            + FrameBuilder.bytes(Specimen.host.value).suffix(6)
            + Array(repeating: 0, count: 10 + 192)
            + [0x63, 0x82, 0x53, 0x63, 53, 1, 5, 6, 4] + resolver + [255]
    }

    private static func lookUp(at resolver: IPAddress) -> [UInt8] {
        Specimen.sent.udp(
            Specimen.inner, 40_000, resolver, 53,
            [0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0x61, 0, 0, 1, 0, 1])
    }

    private func rogue(
        _ outside: [[UInt8]] = [lease], inside: [IPAddress] = [inner], before: [IPAddress]? = nil,
        after: [IPAddress]? = nil
    ) -> Outcome {
        let asked = inside.map(Self.lookUp)
        guard let before else {
            return Outcome(
                of: "dns.rogue-resolver", on: Specimen(outside, inside: asked).recording())
        }
        let specimen = Specimen(outside, inside: asked, answers: []) {
            $0.resolvers = before
            $0.resolversAfter = after ?? before
        }
        return Outcome(of: "dns.rogue-resolver", on: specimen.recording())
    }

    private func reason(_ outcome: Outcome) -> String? {
        switch outcome.verdict {
        case .inconclusive(let doubt): doubt.code
        case .notApplicable(let precondition): precondition.code
        case .pass, .fail: nil
        }
    }

    @Test func aResolverThatIsTakenFailsWithoutAnyLookUpOutside() {
        #expect(rogue(before: [Self.inner], after: [Self.offered]).word == "fail")
        #expect(rogue(before: [Self.inner], after: [Self.offered, Self.inner]).word == "fail")
        // Nobody offered the new one: what put it there is not the network.
        #expect(rogue(before: [Self.inner], after: [Specimen.server]).word != "fail")
    }

    @Test func aLookUpInsideAtAnOfferedResolverFailsWhereTheSystemHadAnother() {
        #expect(rogue(inside: [Self.offered], before: [Self.inner]).word == "fail")
        // The provider's own choice, or a resolver on the machine whose choice nobody knows.
        for before in [[Self.offered], [IPAddress(v4: 0x7f00_0035)]] {
            let outcome = rogue(inside: [Self.offered], before: before)
            #expect(reason(outcome) == "resolver.offered_too")
        }
        #expect(reason(rogue(inside: [Self.offered])) == "resolver.offered_too")
    }

    @Test func withoutAnOfferNothingWasPutToTheTest() {
        #expect(reason(rogue([], before: [Self.inner])) == "resolver.not_offered")
        #expect(reason(rogue(inside: [], before: [Self.inner])) == "control.tunnel_class")
    }

    @Test func aResolverThatWasOfferedBeforeTheTunnelIsNoOffer() throws {
        let test = try #require(
            TestRecording.all.first { $0.description == "leak.dhcp-route/clean" })
        #expect(test.recording.ledger.offeredResolvers == [])
    }

    /// An answer of the tunnel's resolver about _dns.resolver.arpa: a record's data, if it has any.
    private static func designation(_ data: [UInt8]?) -> [UInt8] {
        let name: [UInt8] =
            [4] + Array("_dns".utf8) + [8] + Array("resolver".utf8) + [4] + Array("arpa".utf8) + [0]
        let record = data.map {
            [0xc0, 12, 0, 64, 0, 1, 0, 0, 0, 60, 0, UInt8($0.count)] + $0
        }
        return Specimen.received.udp(
            inner, 53, Specimen.inner, 40_000,
            [0, 7, 0x81, 0x80, 0, 1, 0, data == nil ? 0 : 1, 0, 0, 0, 0] + name + [0, 64, 0, 1]
                + (record ?? []))
    }

    private func designated(_ inside: [[UInt8]]) -> Outcome {
        Outcome(of: "dns.ddr", on: Specimen([], inside: inside).recording())
    }

    @Test func whoWasNotAskedMayDesignateSomebody() {
        #expect(reason(designated([Self.lookUp(at: Self.inner)])) == "resolver.not_asked")
        #expect(reason(designated([Self.designation(nil)])) == "no_designation")
    }

    @Test func aDesignationThatNobodyFollowsIsNoPass() {
        // Priority 1, the root, and a hint at 203.0.113.53 (RFC 9460, 2.2).
        let hinted = Self.designation([0, 1, 0, 0, 4, 0, 4, 203, 0, 113, 53])
        #expect(reason(designated([hinted])) == "resolver.not_followed")
        let followed = Specimen.sent.tcp(
            Specimen.inner, 40_000, Self.offered, 853, [], flags: 0x02)
        #expect(reason(designated([hinted, followed])) != "resolver.not_followed")
        #expect(reason(designated([Self.designation([0, 1, 0])])) == "resolver.by_name")
    }

    @Test func theEntryMustBeUnnamedForASecondBeforeTheTunnel() throws {
        let test = try #require(
            TestRecording.all.first { $0.description == "dns.bootstrap-name/clean" })
        var hasty = test.recording
        #expect(Outcome(of: "dns.bootstrap-name", on: hasty).word == "pass")
        hasty.subject.start += 2_500_000_000
        #expect(reason(Outcome(of: "dns.bootstrap-name", on: hasty)) == "tunnel.already_up")
        hasty = test.recording
        hasty.subject.stages = StageLine([])
        #expect(reason(Outcome(of: "dns.bootstrap-name", on: hasty)) == "tunnel.already_up")
    }

    @Test func aTunnelWithoutIPv4HasNoAddressToAskFor() {
        let specimen = Specimen(answers: []) {
            $0.interfaces.removeAll { $0.role == .tunnel }
            $0.interfaces.append(
                HostFacts.Interface(
                    name: "wg0", role: .tunnel,
                    addresses: [IPAddress(high: 0x2001_0db8_0064_0000, low: 2)]))
        }
        let outcome = Outcome(of: "adjacent.arp-inner-ip", on: specimen.recording())
        #expect(reason(outcome) == "no_inner_address")
    }

    @Test func theTunnelsAddressIsKnownOfALiveRunBeforeAnythingTravelsInside() {
        let asked: [UInt8] =
            [0, 1, 8, 0, 6, 4, 0, 1] + FrameBuilder.bytes(Specimen.router.value).suffix(6)
            + FrameBuilder.bytes(UInt32(0xc0a8_3201)) + [0, 0, 0, 0, 0, 0]
            + FrameBuilder.bytes(Specimen.inner.v4)
        let frame = Specimen.received.frame(EtherType.arp, asked)
        let specimen = Specimen([frame], answers: [])
        let outcome = Outcome(of: "adjacent.arp-inner-ip", on: specimen.recording())
        #expect(reason(outcome) == "neighbours.not_answered")
        let captured = Outcome(
            of: "adjacent.arp-inner-ip", on: Specimen([frame]).recording())
        #expect(reason(captured) == "neighbours.not_asked")
    }
}
