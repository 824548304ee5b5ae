internal import Evidence
internal import Testing
internal import Wire

/// More than is kept: told, and void where it could hide a leak.
struct SurplusTests {
    @Test func claimsWithoutRoomAreToldAndVoidThePassThatTurnsOnThem() throws {
        var scene = try sealedAgainstRoutes()
        #expect(try scene.analyze().report.check("leak.ra-route")?.verdict == "pass")
        for number in 0..<70 {
            scene.outside.add(advertisement(from: 2, [route(to: number)]))
        }
        let run = try scene.analyze()
        let report = try run.report
        #expect(report.gapCodes == ["capture.too_many_claims"])
        #expect(report.coverage.gaps[0].text.contains("7 times"))
        #expect(report.check("leak.ra-route")?.verdict == "inconclusive")
        #expect(report.check("leak.ra-route")?.reason_code == "capture.too_many_claims")
        #expect(run.errors.contains("explain capture.too_many_claims\n"))
        // What left beside the tunnel would still be found, under whatever cause.
        #expect(run.exitCode == 0)
        scene.outside.add(Scene.stray)
        #expect(try scene.analyze().exitCode == 1)
    }

    @Test func observationsWithoutRoomAreToldAndVoidNothing() throws {
        var scene = try sealedAgainstRoutes()
        for router in 0..<1100 { scene.outside.add(advertisement(from: 100 + UInt64(router), [])) }
        // PREF64 of 64:ff9b:2::/96 for 1800 s (RFC 8781, 4), when no observation has room any more.
        scene.outside.add(
            advertisement(
                from: 2, [[38, 2, 7, 8, 0, 0x64, 0xff, 0x9b, 0, 2, 0, 0, 0, 0, 0, 0]]))
        let run = try scene.analyze()
        let report = try run.report
        #expect(report.gapCodes == ["capture.too_many_observations"])
        #expect(run.exitCode == 0)
        #expect(report.check("leak.ra-route")?.verdict == "pass")
        #expect(report.check("leak.ipv6-synth")?.verdict == "inconclusive")
    }

    /// A sealed machine, a route that a second router advertises, and traffic to it inside.
    private func sealedAgainstRoutes() throws -> Scene {
        var scene = try Scene()
        scene.outside.add(advertisement(from: 1, []))
        scene.outside.add(advertisement(from: 2, [route(to: 900)]))
        for transport in [IPProtocol.tcp, IPProtocol.udp] {
            let packet =
                transport == IPProtocol.tcp
                ? Specimen.sent.tcp(Specimen.address6, 40_000, destination(900), 443, [])
                : Specimen.sent.udp(Specimen.address6, 40_000, destination(900), 4000, [1, 2])
            scene.inside.add(Array(packet.dropFirst(14)))
        }
        return scene
    }

    private func destination(_ number: Int) -> IPAddress {
        IPAddress(high: 0x2001_0db8_0000_0000 | UInt64(number) << 16, low: 80)
    }

    /// A route of 48 bits for half an hour (RFC 4191, 2.3).
    private func route(to number: Int) -> [UInt8] {
        [24, 2, 48, 0, 0, 0, 7, 8] + FrameBuilder.bytes(destination(number).high)
    }

    /// A router advertisement without a default route (RFC 4861, 4.2).
    private func advertisement(from router: UInt64, _ options: [[UInt8]]) -> [UInt8] {
        FrameBuilder(from: MACAddress(0x0200_0000_0000 | router), to: MACAddress(0x3333_0000_0001))
            .packet(
                IPAddress(high: 0xfe80_0000_0000_0000, low: router),
                IPAddress(high: 0xff02_0000_0000_0000, low: 1), IPProtocol.icmpv6,
                [134, 0, 0, 0, 64, 0, 0, 0] + Array(repeating: 0, count: 8)
                    + options.flatMap { $0 },
                hopLimit: 255)
    }
}
