internal import Gather
internal import Glibc
internal import Namespaces
internal import Testing
internal import Wire

@testable internal import Capture

extension TapTests {
    /// Only the tunnel's own packets are cut, and nothing is lost by it.
    @Suite struct SnapFilterTests {
        private static let ends: [(address: IPAddress, port: UInt16)] =
            [(Wiring.far.v4, 51_820), (Wiring.far.v6, 51_821)].compactMap { text, port in
                IPAddress(text).map { ($0, port) }
            }

        @Test func onlyTheTunnelsOwnPacketsAreCut() async throws {
            let wiring = try await Wiring()
            let file = try CapturedFile()
            let capture = try await wiring.capture(to: file.descriptor, ends: SnapFilterTests.ends)
            for port in [UInt16(51_819), 51_820, 51_821] {
                for target in [Wiring.far.v4, Wiring.far.v6] {
                    for bytes in [0, 100, 1400] {
                        try await wiring.send(of: bytes, to: target, port: port)
                    }
                }
            }
            // Fragments are whole: only the first of them has a port.
            try await wiring.send(of: 4000, to: Wiring.far.v4, port: 51_820)
            let outcome = capture.stop()
            #expect(outcome.isComplete && outcome.dropped == 0 && outcome.unwritten == 0)
            var cut: Set<UInt16> = []
            var whole = 0
            for frame in try file.frames() where frame.packet.transport == IPProtocol.udp {
                let isEnd = SnapFilterTests.ends.contains {
                    $0.address == frame.packet.destination
                        && $0.port == frame.packet.destinationPort
                }
                if isEnd, frame.packet.fragment == .none, frame.original > Int(SnapFilter.kept) {
                    #expect(frame.captured == Int(SnapFilter.kept))
                    cut.insert(frame.packet.destinationPort)
                } else {
                    #expect(frame.captured == frame.original)
                    whole += 1
                }
            }
            #expect(cut == [51_820, 51_821])
            // 18 datagrams less two that are cut, and three fragments.
            #expect(whole == 19)
        }

        @Test func whatIsReceivedFromItIsCutAsWell() async throws {
            let wiring = try await Wiring()
            let file = try CapturedFile()
            let capture = try await wiring.capture(to: file.descriptor, ends: SnapFilterTests.ends)
            for (port, target) in [
                (UInt16(51_820), Wiring.near.v4), (51_821, Wiring.near.v6),
                (51_821, Wiring.near.v4),
            ] {
                try await wiring.receive(of: 1400, from: port, over: target)
            }
            #expect(capture.stop().isComplete)
            let received = try file.frames().filter {
                $0.packet.direction == .inbound && $0.packet.transport == IPProtocol.udp
            }
            let kept = Int(SnapFilter.kept)
            #expect(received.map(\.captured) == [kept, kept, 1428])
        }

        @Test(arguments: [0, 1, 64]) func everyJumpLandsInTheProgram(_ count: Int) throws {
            let ends = (0..<count).flatMap { index -> [(address: IPAddress, port: UInt16)] in
                [
                    (IPAddress(v4: 0xc000_0200 + UInt32(index)), 1),
                    (IPAddress(high: 0x2001_0db8 << 32, low: UInt64(index)), 2),
                ]
            }
            let program = SnapFilter(cutting: ends).instructions
            #expect(program.isEmpty == ends.isEmpty)
            for (index, instruction) in program.enumerated() {
                let far = instruction.code == 0x05 ? Int(instruction.value) : 0
                let furthest = max(far, Int(instruction.ifTrue), Int(instruction.ifFalse))
                let isReturn = instruction.code == 0x06
                #expect(isReturn || index + 1 + furthest < program.count)
                // A return of nothing would be a frame that nobody sees.
                if isReturn { #expect(instruction.value > 0) }
            }
        }
    }
}
