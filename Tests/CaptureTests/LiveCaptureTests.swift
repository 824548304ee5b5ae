internal import Dispatch
internal import Foundation
internal import Gather
internal import Glibc
internal import Host
internal import Namespaces
internal import Testing
internal import Wire

@testable internal import Capture

extension TapTests {
    /// What was captured is written, and what was not is counted.
    @Suite struct LiveCaptureTests {
        /// Sent datagrams of the discard port.
        private func sent(_ frames: [CapturedFile.Frame]) -> Int {
            frames.count {
                $0.packet.transport == IPProtocol.udp && $0.packet.destinationPort == 9
            }
        }

        /// A disk that takes nothing until it is told to.
        private final class StuckDisk: Sendable {
            let reading: Int32
            let writing: Int32

            init() throws {
                var ends: [Int32] = [0, 0]
                try #require(unsafe pipe(&ends) == 0)
                (reading, writing) = (ends[0], ends[1])
            }

            /// Takes all that comes until the capture ends.
            func thaw(_ capture: LiveCapture) async -> (outcome: SensorOutcome, bytes: [UInt8]) {
                async let bytes = CapturedFile.read(reading)
                let outcome = await withCheckedContinuation { done in
                    Thread { [self] in
                        let outcome = capture.stop()
                        close(writing)
                        done.resume(returning: outcome)
                    }.start()
                }
                return await (outcome, bytes)
            }

            deinit { close(reading) }
        }

        @Test func whatTheKernelStillHoldsIsTakenBeforeTheEnd() async throws {
            let wiring = try await Wiring()
            let disk = try StuckDisk()
            let capture = try await wiring.capture(to: disk.writing)
            // A third of the ring, far more than a pipe takes, and than is taken at a time.
            try await wiring.send(12_000, of: 1400, to: Wiring.far.v4)
            let (outcome, bytes) = await disk.thaw(capture)
            #expect(outcome.isComplete && outcome.dropped == 0)
            #expect(try sent(CapturedFile.frames(in: bytes)) == 12_000)
        }

        @Test func whatComesInSlowlyIsKeptForATapThatIsHeldUp() async throws {
            let wiring = try await Wiring()
            let disk = try StuckDisk()
            // 64 blocks of the kernel's.
            let capture = try await wiring.capture(
                to: disk.writing, settings: LiveCapture.Settings(ringSize: 16 << 20),
                holdBack: .long)
            // More than a pipe takes.
            try await wiring.send(100, of: 1400, to: Wiring.far.v4)
            for _ in 0..<150 {
                try await wiring.send(to: Wiring.far.v4)
                // Longer than a run in a hurry lets a block wait: each frame would have one of its own.
                try await Task.sleep(for: .milliseconds(12))
            }
            let (outcome, bytes) = await disk.thaw(capture)
            #expect(outcome.isComplete && outcome.dropped == 0)
            #expect(try sent(CapturedFile.frames(in: bytes)) == 250)
        }

        @Test func aStarvedRingCountsWhatItLoses() async throws {
            let wiring = try await Wiring()
            let disk = try StuckDisk()
            let capture = try await wiring.capture(
                to: disk.writing, settings: LiveCapture.Settings(ringSize: 1 << 20))
            try await wiring.send(4000, of: 1400, to: Wiring.far.v4)
            let (outcome, bytes) = await disk.thaw(capture)
            #expect(outcome.dropped > 0)
            let frames = try CapturedFile.frames(in: bytes)
            #expect(frames.count == outcome.frames)
            #expect(UInt64(sent(frames)) + outcome.dropped >= 4000)
        }

        @Test func aTapThatDiesIsNotComplete() async throws {
            let wiring = try await Wiring()
            let file = try CapturedFile()
            let capture = try await wiring.capture(to: file.descriptor)
            try await wiring.send(to: Wiring.far.v4)
            // A packet socket learns that its only interface is gone, and is dead then.
            let tap = try #require(LiveCaptureTests.packetSocket)
            try await wiring.network.run("ip link add gone type veth peer name went")
            try await wiring.network.run("ip link set gone up")
            let index = try await wiring.network.machine.links()
                .first { $0.name.raw == "gone" }?.index
            try LiveCaptureTests.bind(tap, to: #require(index))
            try await wiring.network.run("ip link del gone")
            let outcome = capture.stop()
            #expect(!outcome.isComplete)
            // What it had seen before is there.
            #expect(try sent(file.frames()) == 1)
        }

        @Test func aFullDiskIsCountedAndNeverComplete() async throws {
            let wiring = try await Wiring()
            let full = unsafe open("/dev/full", O_WRONLY | O_CLOEXEC)
            defer { close(full) }
            let capture = try await wiring.capture(to: full)
            try await wiring.send(10, to: Wiring.far.v4)
            let outcome = capture.stop()
            #expect(!outcome.isComplete && outcome.frames == 0)
            #expect(outcome.unwritten >= 10)
        }

        @Test func whatHasRoomIsKeptWholeAndTheRestIsCounted() async throws {
            let wiring = try await Wiring()
            let file = try CapturedFile()
            var settings = LiveCapture.Settings()
            settings.room.most = 512 << 10
            let capture = try await wiring.capture(to: file.descriptor, settings: settings)
            try await wiring.send(2000, of: 1400, to: Wiring.far.v4)
            let outcome = capture.stop()
            #expect(!outcome.isComplete && outcome.dropped == 0)
            #expect(outcome.frames > 0 && outcome.unwritten > 0)
            let frames = try file.frames()
            #expect(UInt64(frames.count) == outcome.frames)
            #expect(UInt64(sent(frames)) + outcome.unwritten >= 2000)
            #expect(lseek(file.descriptor, 0, SEEK_END) <= 512 << 10)
            // A disk that others must write on, too, is as good as full.
            settings.room = FrameFile.Room(reserve: .max / 2)
            let other = try CapturedFile()
            let second = try await wiring.capture(to: other.descriptor, settings: settings)
            try await wiring.send(to: Wiring.far.v4)
            #expect(second.stop().unwritten >= 1)
        }

        /// The only packet socket of this process.
        private static var packetSocket: Int32? {
            (3..<1024).first { descriptor in
                var domain: Int32 = 0
                var length = socklen_t(MemoryLayout<Int32>.size)
                // SO_DOMAIN, which is not in the overlay.
                return unsafe getsockopt(descriptor, SOL_SOCKET, 39, &domain, &length) == 0
                    && domain == AF_PACKET
            }
        }

        private static func bind(_ descriptor: Int32, to index: UInt32) throws {
            // struct sockaddr_ll: family, protocol (all of them, ETH_P_ALL), index.
            var address = [UInt8](repeating: 0, count: 20)
            address[0] = UInt8(AF_PACKET)
            address[3] = 3
            for byte in 0..<4 {
                address[4 + byte] = UInt8(truncatingIfNeeded: index >> (8 * UInt32(byte)))
            }
            let code = unsafe address.withUnsafeBytes { raw in
                unsafe Glibc.bind(
                    descriptor, raw.baseAddress?.assumingMemoryBound(to: sockaddr.self), 20)
            }
            try #require(code == 0, "\(errno)")
        }
    }
}
