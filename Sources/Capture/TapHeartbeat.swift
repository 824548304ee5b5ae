internal import CShims
internal import Foundation
public import Gather
internal import Glibc
internal import Wire

/// Sends a frame of our own on every underlay each second: where it is captured, the tap is alive.
///
/// The frame goes out by AF_PACKET, which output chains of a firewall never see, so a good kill switch
/// cannot blind us. It carries no IP and a local experimental EtherType (IEEE 802, 0x88b5), to a
/// locally administered unicast address that nobody has.
public final class TapHeartbeat: Heartbeat, @unchecked Sendable {
    /// Time between two of them: the catalogue calls a gap of more than two seconds blindness.
    private static let interval = DispatchTimeInterval.seconds(1)

    private let descriptor: Int32
    /// Guards the two below.
    private let lock = NSLock()
    private var interfaces: [UInt32]
    private var sent: UInt64 = 0
    private let end = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)

    /// Starts to send on interfaces with Ethernet framing, in the calling thread's namespace; the
    /// first frames have gone out when this returns.
    public init(on interfaces: [UInt32]) throws(GatherError) {
        descriptor = socket(AF_PACKET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else {
            throw GatherError(
                errno == EPERM ? "env.cap_net_raw" : "env.capture",
                "No packet socket could be opened.")
        }
        self.interfaces = interfaces
        beat(on: interfaces)
        let thread = Thread { [self] in self.loop() }
        thread.name = "heartbeat"
        thread.start()
    }

    /// From now on sends on these interfaces, and on those that are new at once.
    public func move(to interfaces: [UInt32]) {
        lock.withLock {
            let new = interfaces.filter { !self.interfaces.contains($0) }
            self.interfaces = interfaces
            if !new.isEmpty { beat(on: new) }
        }
    }

    /// Sends a last frame on each interface and ends.
    public func stop() {
        end.signal()
        done.wait()
    }

    private func loop() {
        var goesOn = true
        while goesOn {
            // By the monotonic clock: a clock that is set must not silence it.
            goesOn = end.wait(timeout: .now() + TapHeartbeat.interval) == .timedOut
            lock.withLock { beat(on: interfaces) }
        }
        close(descriptor)
        done.signal()
    }

    /// One frame on each interface. What cannot be sent is not seen either, and is judged so.
    private func beat(on interfaces: [UInt32]) {
        sent &+= 1
        var payload = [UInt8]()
        payload.append(contentsOf: Array("watertight heartbeat".utf8))
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            payload.append(UInt8(truncatingIfNeeded: sent >> shift))
        }
        for index in interfaces {
            var address = sockaddr_ll()
            address.sll_family = UInt16(AF_PACKET)
            address.sll_protocol = EtherType.heartbeat.bigEndian
            address.sll_ifindex = Int32(bitPattern: index)
            address.sll_halen = 6
            // Locally administered and unicast: bit 1 of the first byte set, bit 0 clear.
            address.sll_addr = (0x02, 0x57, 0x54, 0x48, 0x42, 0x01, 0, 0)
            _ = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    unsafe sendto(
                        descriptor, payload, payload.count, 0, pointer,
                        socklen_t(MemoryLayout<sockaddr_ll>.size))
                }
            }
        }
    }
}
