internal import Evidence
internal import Testing
internal import Wire

/// Who sent a frame, and that a leak is found on every kind of link.
struct LinkTests {
    /// A form that a capture may come in.
    enum Form: String, CaseIterable {
        case microseconds, nanoseconds, bigEndian, pcapng, flags, sll, sll2, raw, vlan, qinq
        case pppoe, pppoeSession, null, ppp, mpls
    }

    @Test(arguments: Form.allCases)
    func sentFramesAreToldFromReceivedOnes(_ form: Form) throws {
        var leaky = try Scene(strays: 3)
        for _ in 0..<4 { leaky.outside.add(Scene.answer) }
        let run = try leaky.analyze(file(form, leaky.outside), flags(form))
        #expect(run.exitCode == 1)
        let report = try run.report
        #expect(report.finding("leak.ipv4-direct")?.packet_count == 3)
        #expect(report.row("outer.sent")?.outside_packet_count == 20)
        #expect(report.row("outer.received")?.outside_packet_count == 20)
        #expect(report.gapCodes.isEmpty)
        let sealed = try Scene()
        #expect(try sealed.analyze(file(form, sealed.outside), flags(form)).exitCode == 0)
    }

    @Test func everyUnderlayInterfaceIsJudged() throws {
        var scene = try Scene()
        scene.outside.add(Scene.stray, interface: 1)
        for entry in scene.inside.entries { scene.outside.add(entry.bytes, interface: 2) }
        let file = scene.outside.pcapng([("eth0", .ethernet), ("wlan0", .ethernet), ("wg0", .raw)])
        let run = try scene.analyze(
            file, Scene.outer + Scene.host + ["--tunnel-if", "wg0"], with: false)
        #expect(run.exitCode == 1)
        #expect(try run.report.finding("leak.ipv4-direct")?.packet_count == 1)
    }

    @Test func theLoopbackIsNoUnderlay() throws {
        var scene = try Scene()
        scene.outside.add(Scene.stray, interface: 1)
        let file = scene.outside.pcapng([("eth0", .ethernet), ("lo", .ethernet)])
        #expect(try scene.analyze(file).exitCode == 0)
    }

    @Test func aTunnelInACookedCaptureOfAnyInterfaceIsTheControl() throws {
        let scene = try Scene()
        var cooked = MadeCapture()
        for entry in scene.outside.entries { cooked.add(LinkTests.sll2(entry.bytes)) }
        for entry in scene.inside.entries {
            // ARPHRD 65534: no link layer, as tun and WireGuard have.
            cooked.add(
                [8, 0, 0, 0, 0, 0, 0, 5, 0xff, 0xfe, 4, 0] + Array(repeating: 0, count: 8)
                    + entry.bytes)
        }
        let run = try scene.analyze(cooked.pcap(.linuxSLL2), Scene.outer, with: false)
        #expect(run.exitCode == 0)
    }

    @Test func theHostMayBeNamedByItsAddressOnEthernet() throws {
        let scene = try Scene(strays: 2)
        let run = try scene.analyze(nil, Scene.outer + ["--host", "\(Specimen.address)"])
        #expect(run.exitCode == 1)
        #expect(try run.report.finding("leak.ipv4-direct")?.confidence == "certain")
    }

    @Test func anEntryOverIPv6IsAnOuterFlow() throws {
        var scene = try Scene()
        let entry = IPAddress(high: 0x2001_0db8_0113_0000, low: 0x10)
        scene.outside = MadeCapture()
        for _ in 0..<5 {
            scene.outside.add(
                Specimen.sent.udp(Specimen.address6, 41_000, entry, 51_820, [4, 0, 0, 0]))
            scene.outside.add(
                Specimen.received.udp(entry, 51_820, Specimen.address6, 41_000, [4, 0, 0, 0]))
        }
        scene.inside.add(
            Array(
                Specimen.sent.tcp(
                    IPAddress(high: 0xfd00_0000_0000_0000, low: 2), 40_000, Specimen.server6, 443,
                    []
                ).dropFirst(14)))
        let run = try scene.analyze(nil, ["--outer", "[2001:db8:113::10]:51820,udp"] + Scene.host)
        #expect(run.exitCode == 0)
        scene.outside.add(Specimen.sent.tcp(Specimen.address6, 40_000, Specimen.server6, 443, []))
        let leak = try scene.analyze(nil, ["--outer", "[2001:db8:113::10]:51820,udp"] + Scene.host)
        #expect(try leak.report.finding("leak.ipv6-native")?.packet_count == 1)
    }

    private func flags(_ form: Form) -> [String] {
        switch form {
        case .flags, .sll, .sll2: Scene.outer
        case .raw, .pppoeSession, .null, .ppp: Scene.outer + ["--host", "\(Specimen.address)"]
        default: Scene.outer + Scene.host
        }
    }

    private func file(_ form: Form, _ capture: MadeCapture) -> [UInt8] {
        func changed(_ change: (MadeCapture.Entry) -> [UInt8]) -> MadeCapture {
            capture.mapped { entry in
                var entry = entry
                entry.bytes = change(entry)
                return entry
            }
        }
        func tagged(_ tag: [UInt8]) -> MadeCapture {
            changed { Array($0.bytes[..<12]) + tag + Array($0.bytes[12...]) }
        }
        func retyped(_ head: [UInt8]) -> MadeCapture {
            changed { Array($0.bytes[..<12]) + head + Array($0.bytes[14...]) }
        }
        switch form {
        case .microseconds: return capture.pcap(resolution: .microseconds)
        case .nanoseconds: return capture.pcap()
        case .bigEndian: return capture.bigEndianPcap()
        case .pcapng: return capture.pcapng()
        case .flags:
            return capture.mapped { entry in
                var entry = entry
                entry.direction = LinkTests.isSent(entry.bytes) ? .outbound : .inbound
                return entry
            }.pcapng()
        case .sll: return changed { LinkTests.sll($0.bytes) }.pcap(.linuxSLL)
        case .sll2: return changed { LinkTests.sll2($0.bytes) }.pcap(.linuxSLL2)
        case .raw: return changed { Array($0.bytes.dropFirst(14)) }.pcap(.raw)
        case .vlan: return tagged([0x81, 0, 0, 7]).pcap()
        case .qinq: return tagged([0x88, 0xa8, 0, 7, 0x81, 0, 0, 8]).pcap()
        case .pppoe: return retyped([0x88, 0x64, 0x11, 0, 0, 1, 0, 0, 0, 0x21]).pcap()
        case .pppoeSession:
            return changed { [0x11, 0, 0, 1, 0, 0, 0, 0x21] + Array($0.bytes.dropFirst(14)) }
                .pcap(.pppoe)
        case .null: return changed { [2, 0, 0, 0] + Array($0.bytes.dropFirst(14)) }.pcap(.null)
        case .ppp:
            return changed { [0xff, 3, 0, 0x21] + Array($0.bytes.dropFirst(14)) }.pcap(.ppp)
        case .mpls: return retyped([0x88, 0x47, 0, 1, 1, 64]).pcap()
        }
    }

    private static func isSent(_ frame: [UInt8]) -> Bool {
        Array(frame[6..<12]) == Array(Scene.sent[6..<12])
    }

    private static func sll(_ frame: [UInt8]) -> [UInt8] {
        [0, isSent(frame) ? 4 : 0, 0, 1, 0, 6] + frame[6..<12] + [0, 0] + frame[12...]
    }

    static func sll2(_ frame: [UInt8]) -> [UInt8] {
        frame[12..<14] + [0, 0, 0, 0, 0, 2, 0, 1, isSent(frame) ? 4 : 0, 6] + frame[6..<12] + [
            0, 0,
        ]
            + frame[14...]
    }
}
