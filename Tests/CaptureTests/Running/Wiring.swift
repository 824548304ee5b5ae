internal import Gather
internal import Glibc
internal import Host
internal import Namespaces
internal import Testing
internal import Wire

@testable internal import Capture

/// Two machines on one cable; the near one is captured.
struct Wiring {
    static let near = (v4: "192.0.2.1", v6: "2001:db8::1")
    static let far = (v4: "192.0.2.2", v6: "2001:db8::2")

    let network: TestNetwork
    private let other: TestNetwork

    init() async throws {
        network = try await TestNetwork()
        other = try await TestNetwork()
        try await network.join("eth0", to: other, "eth0")
        let (near, far) = (Wiring.near, Wiring.far)
        for (machine, own, peer, station) in [(network, near, far, 1), (other, far, near, 2)] {
            try await machine.run("ip link set eth0 address 02:00:00:00:00:0\(station)")
            try await machine.run("ip address add \(own.v4)/24 dev eth0")
            try await machine.run("ip address add \(own.v6)/64 dev eth0 nodad")
            // Nobody has to ask who the neighbour is, which may take a second.
            for address in [peer.v4, peer.v6] {
                try await machine.run(
                    "ip neighbour replace \(address) lladdr 02:00:00:00:00:0\(3 - station) "
                        + "dev eth0 nud permanent")
            }
        }
    }

    /// Sends datagrams to a machine, as fast as it goes.
    func send(
        _ count: Int = 1, of bytes: Int = 8, to target: String, port: UInt16 = 9
    ) async throws {
        let sent = try await network.namespace.run { () throws(HostError) in
            Wiring.send(count, of: bytes, to: target, port: port)
        }
        #expect(sent == count)
    }

    /// Lets the far machine send a datagram from a port.
    func receive(of bytes: Int, from port: UInt16, over target: String) async throws {
        let sent = try await other.namespace.run { () throws(HostError) in
            Wiring.send(1, of: bytes, to: target, port: 9, from: port)
        }
        #expect(sent == 1)
    }

    /// Starts to capture the near machine into a descriptor.
    func capture(
        to descriptor: Int32, settings: LiveCapture.Settings = .init(),
        holdBack: LiveCapture.HoldBack = .short,
        ends: [(address: IPAddress, port: UInt16)] = []
    ) async throws -> LiveCapture {
        let started = try await network.namespace.run { () throws(HostError) in
            Result { () throws(GatherError) in
                try LiveCapture(
                    to: descriptor, tool: "test", interfaces: [], ends: ends, holdBack: holdBack,
                    settings: settings)
            }
        }
        return try started.get()
    }

    /// Sends in the calling thread's namespace; how many datagrams went out.
    static func send(
        _ count: Int, of bytes: Int, to target: String, port: UInt16, from own: UInt16 = 0
    ) -> Int {
        var hints = unsafe addrinfo()
        unsafe hints.ai_flags = AI_NUMERICHOST
        unsafe hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(target, "\(port)", &hints, &found) == 0,
            let entry = unsafe found
        else { return 0 }
        defer { unsafe freeaddrinfo(found) }
        let descriptor = unsafe socket(
            entry.pointee.ai_family, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(descriptor) }
        // Family and port stand at the same place in both kinds of address; all else is any.
        let length = unsafe entry.pointee.ai_addrlen
        var local = [UInt8](repeating: 0, count: Int(length))
        local[0] = unsafe UInt8(truncatingIfNeeded: entry.pointee.ai_family)
        (local[2], local[3]) = (UInt8(own >> 8), UInt8(truncatingIfNeeded: own))
        let isBound = unsafe local.withUnsafeBytes { raw in
            unsafe bind(
                descriptor, raw.baseAddress?.assumingMemoryBound(to: sockaddr.self), length) == 0
        }
        guard isBound else { return 0 }
        let payload = [UInt8](repeating: 0x5a, count: bytes)
        return (0..<count).count { _ in
            unsafe sendto(
                descriptor, payload, bytes, 0, entry.pointee.ai_addr, entry.pointee.ai_addrlen)
                == bytes
        }
    }
}
