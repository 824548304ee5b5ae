internal import Audit
internal import Checks
internal import Evidence
internal import Testing
internal import Wire

/// Claims of the local network that found no room: what they can hide, and from whom.
@Suite struct ClaimsTests {
    /// The traits that follow from a claim.
    private static let claimed: [Traits] = [
        .pushedRoute, .advertisedRoute, .publicOnLink, .nat64,
    ]

    @Test(arguments: Catalogue.checks.filter { $0.claims != nil })
    func aCheckNeedsAllClaimsExactlyWhereItTurnsOnOne(_ check: Check) throws {
        let claims = try #require(check.claims)
        var turns = false
        for number in UInt8(0)...15 {
            guard let trafficClass = TrafficClass(rawValue: number) else { continue }
            for transport in [IPProtocol.tcp, IPProtocol.udp, IPProtocol.icmp] {
                for family in [Packet.Family.ipv4, .ipv6] {
                    for reach in [Reach.far, .link, .group] {
                        func made(_ traits: Traits) -> Traffic {
                            Traffic(
                                trafficClass, traits, transport: transport, reach: reach,
                                family: family)
                        }
                        for trait in Self.claimed where claims(made([])) != claims(made(trait)) {
                            turns = true
                        }
                    }
                }
            }
        }
        #expect(check.needs.contains(.claims) == turns)
    }

    @Test func sevenChecksTurnOnClaims() {
        let ids = Catalogue.checks.filter { $0.needs.contains(.claims) }.map(\.id.name)
        #expect(
            ids == [
                "leak.ipv6-synth", "leak.localnet", "leak.dhcp-route", "leak.ra-route",
                "dns.rogue-resolver", "dns.ddr", "leak.lan-scope",
            ])
    }

    @Test(arguments: TestRecording.clean)
    func missingClaimsVoidNoPassThatDoesNotTurnOnThem(_ test: TestRecording) {
        var blinded = test.recording
        blinded.coverage.gaps.append(
            Coverage.Gap(
                code: "capture.too_many_claims", text: "One found no room.", breaks: .claims))
        let before = audit(test.recording, with: Catalogue.checks, under: Policy())
        let after = audit(blinded, with: Catalogue.checks, under: Policy())
        for (before, after) in zip(before, after) where before.verdict.isPass {
            #expect(after.verdict.isPass != after.check.needs.contains(.claims))
        }
    }

    @Test func anObservationDecidesNothing() {
        for test in TestRecording.all {
            var forgetful = test.recording
            forgetful.observations = []
            let outcome = Outcome(of: CheckID(test.id), on: forgetful)
            #expect(outcome.complaints(against: test.expected) == [], "\(test)")
        }
    }
}
