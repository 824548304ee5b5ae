internal import Audit
internal import Checks
internal import Evidence
internal import Foundation
internal import Testing
internal import Wire

/// What holds for every check before it judges anything.
@Suite struct CatalogueTests {
    @Test func idsAreUnique() {
        let ids = Catalogue.checks.map(\.id)
        #expect(Set(ids).count == ids.count)
    }

    @Test func checksStandInCauseOrder() {
        // Most specific first; a frame is counted under the first that claims it.
        #expect(
            Catalogue.checks.filter { $0.claims != nil }.map(\.id.name) == [
                "dns.underlay-53", "dns.search-local", "dns.encrypted-bypass", "webrtc.srflx",
                "leak.ntp", "leak.connectivity-probe", "leak.lan-chatter",
                "leak.ipv6-transition", "leak.ipv6-synth", "leak.inner-source", "leak.serverip",
                "leak.localnet", "leak.dhcp-route", "leak.ra-route", "leak.fragments",
                "leak.other-protocols", "leak.udp-bypass", "leak.ipv6-native", "leak.ipv4-direct",
                "leak.eui64-stable",
            ])
    }

    @Test func requiredChecksAreInTheCatalogue() {
        #expect(Headline.requiredByAnalyze.isSubset(of: Catalogue.checks.map(\.id)))
    }

    @Test(arguments: Catalogue.checks)
    func idIsAreaAndSlug(_ check: Check) {
        #expect(check.id.name.wholeMatch(of: /[a-z]+\.[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil)
    }

    @Test(arguments: Catalogue.checks)
    func findsItsOwnMadeUpLeak(_ check: Check) {
        #expect(canFire(check))
    }

    @Test(arguments: Catalogue.checks)
    func fileIsNamedAfterTheCheck(_ check: Check) throws {
        let folder = TestRecording.repository.appending(path: "checks/\(check.id.area)")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let wanted = check.id.name.filter { $0 != "." && $0 != "-" } + ".swift"
        let found = try #require(files.first { $0.lowercased() == wanted })
        // Each part of the id begins with a capital or a digit.
        var rest = Substring(found)
        for part in check.id.name.split(whereSeparator: { ".-".contains($0) }) {
            #expect(rest.first.map { $0.isUppercase || $0.isNumber } == true, "\(found)")
            rest = rest.dropFirst(part.count)
        }
    }

    @Test(arguments: Catalogue.checks)
    func cardIsFilledIn(_ check: Check) {
        let card = check.card
        for text in [card.line, card.claim, card.failure, card.why, card.limits, card.remedy] {
            #expect(!text.isEmpty)
            #expect(!text.contains("  ") && !text.contains("\n"), "\(text)")
        }
        for sentence in [card.claim, card.why, card.limits, card.remedy] {
            #expect(sentence.hasSuffix("."), "\(sentence)")
        }
        // What only probes show is not counted in packets.
        #expect(card.failure.hasPrefix("%d packets") || check.isLiveOnly)
        #expect(!card.commands.isEmpty && !card.references.isEmpty)
        #expect(card.commands.allSatisfy { !$0.isEmpty && !$0.contains("\n") })
        #expect(Set(card.seenBy).isSubset(of: ["lan", "isp", "isp_resolver", "destination"]))
    }

    @Test(arguments: Catalogue.checks)
    func sentencesAreShort(_ check: Check) {
        let card = check.card
        for text in [card.claim, card.why, card.limits, card.remedy] {
            for sentence in text.split(separator: ". ") {
                #expect(sentence.split(separator: " ").count <= 30, "\(sentence)")
            }
        }
    }

    @Test(arguments: Catalogue.checks)
    func headingOfOnePacketIsSingular(_ check: Check) {
        guard check.card.failure.contains("%d") else { return }
        #expect(check.card.title(packets: 1).hasPrefix("1 packet "))
        #expect(check.card.title(packets: 2).hasPrefix("2 packets "))
    }

    @Test func noCheckFailsOnTheSpecimenOfNothing() {
        for check in Catalogue.checks {
            let nothing = Case(check.specimen.recording().silenced(), Policy(), checks: [check])
            #expect(!check.judge(nothing).isFail, "\(check.id)")
        }
    }

    @Test(arguments: Catalogue.checks)
    func everyReasonCanBeExplained(_ check: Check) {
        let scenes = TestRecording.all.map(\.recording).flatMap { [$0, $0.silenced()] }
        let codes = scenes.compactMap { recording -> String? in
            switch check.judge(Case(recording, Policy(), checks: Catalogue.checks)) {
            case .inconclusive(let doubt): doubt.code
            case .notApplicable(let precondition): precondition.code
            case .pass, .fail: nil
            }
        }
        for code in Set(codes) { #expect(ReasonCode(code) != nil, "\(code)") }
    }

    @Test(arguments: [Packet.Family.ipv4, .ipv6], [Reach.far, .link, .group])
    func everyKindOfStrayTrafficIsClaimed(_ family: Packet.Family, _ reach: Reach) {
        for trafficClass in TrafficClass.allCases {
            // The fold gives TCP and UDP that cannot leave the link the class of chatter.
            let staysOnLink = reach == .group || (family == .ipv6 && reach == .link)
            if staysOnLink, trafficClass == .tcp || trafficClass == .udp { continue }
            for transport in [IPProtocol.tcp, IPProtocol.udp, IPProtocol.icmp, IPProtocol.sctp] {
                let isPlain = transport == IPProtocol.tcp || transport == IPProtocol.udp
                guard isPlain == (trafficClass != .other) else { continue }
                let traffic = Traffic(
                    trafficClass, [], transport: transport, reach: reach, family: family)
                #expect(
                    Catalogue.checks.contains { $0.claims?(traffic) ?? false },
                    "\(trafficClass) \(transport)")
            }
        }
    }
}
