internal import Glibc
internal import Host
internal import Namespaces
internal import Testing
internal import Wire

/// Sockets, and who they belong to.
@Suite(.enabled(if: TestNetwork.isPossible), .serialized)
struct SocketTests {
    /// A socket in a namespace, bound to a port of the loopback.
    private final class Bound: Sendable {
        let descriptor: Int32
        let port: UInt16

        init(_ kind: Int32, in network: TestNetwork, listens: Bool = false) async throws {
            (descriptor, port) = try await network.namespace.run { () throws(HostError) in
                let descriptor = socket(AF_INET, kind | Int32(SOCK_CLOEXEC.rawValue), 0)
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                unsafe withUnsafeMutablePointer(to: &address) {
                    unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        _ = unsafe bind(descriptor, $0, length)
                        _ = unsafe getsockname(descriptor, $0, &length)
                    }
                }
                if listens { _ = listen(descriptor, 1) }
                return (descriptor, UInt16(bigEndian: address.sin_port))
            }
        }

        deinit { close(descriptor) }

        /// Connects it to a port of the loopback.
        func connect(to port: UInt16) {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
            address.sin_port = port.bigEndian
            unsafe withUnsafePointer(to: &address) {
                unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = unsafe Glibc.connect(
                        descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
    }

    private static let udp = Int32(SOCK_DGRAM.rawValue)
    private static let tcp = Int32(SOCK_STREAM.rawValue)
    private static let loopback = IPAddress("127.0.0.1")

    @Test func socketsOfTheNamespaceAreListed() async throws {
        let network = try await TestNetwork()
        let server = try await Bound(Self.tcp, in: network, listens: true)
        let client = try await Bound(Self.tcp, in: network)
        client.connect(to: server.port)
        let loose = try await Bound(Self.udp, in: network)
        let sockets = try #require(try await network.machine.sockets().value)
        let lines = sockets.map {
            "\($0.transport) \($0.local):\($0.localPort) \($0.remote):\($0.remotePort) \($0.state)"
        }
        #expect(
            Set(lines) == [
                "6 127.0.0.1:\(server.port) 0.0.0.0:0 10",
                "6 127.0.0.1:\(client.port) 127.0.0.1:\(server.port) 1",
                "6 127.0.0.1:\(server.port) 127.0.0.1:\(client.port) 1",
                "17 127.0.0.1:\(loose.port) 0.0.0.0:0 7",
            ])
        #expect(sockets.allSatisfy { $0.user == 0 })
        let empty = try await TestNetwork()
        #expect(try await empty.machine.sockets() == .known([]))
    }

    @Test func theOwnerIsTheProcessThatHoldsTheSocket() async throws {
        let network = try await TestNetwork()
        let loose = try await Bound(Self.udp, in: network)
        let owner = try #require(
            try await network.machine.owner(
                of: loose.port, transport: IPProtocol.udp, remote: IPAddress("192.0.2.9")))
        #expect(owner.basis == .socketTable && owner.process == getpid() && owner.user == 0)
        let name = try Tool.run(["cat", "/proc/\(getpid())/comm"]).filter { $0 != "\n" }
        #expect(owner.name?.raw == name && owner.controlGroup != nil)
    }

    @Test func aSocketThatIsConnectedElsewhereDoesNotFit() async throws {
        let network = try await TestNetwork()
        let server = try await Bound(Self.udp, in: network)
        let client = try await Bound(Self.udp, in: network)
        client.connect(to: server.port)
        let machine = network.machine
        func basis(_ remote: IPAddress?, _ transport: UInt8) async throws -> SocketOwner.Basis? {
            try await machine.owner(of: client.port, transport: transport, remote: remote)?.basis
        }
        #expect(try await basis(Self.loopback, IPProtocol.udp) == .socketTable)
        #expect(try await basis(nil, IPProtocol.udp) == .socketTable)
        #expect(try await basis(IPAddress("192.0.2.9"), IPProtocol.udp) == nil)
        #expect(try await basis(Self.loopback, IPProtocol.tcp) == nil)
    }

    @Test func aSocketThatNobodyHoldsHasNoProcess() async throws {
        let network = try await TestNetwork()
        let server = try await Bound(Self.tcp, in: network, listens: true)
        var client: Bound? = try await Bound(Self.tcp, in: network)
        client?.connect(to: server.port)
        let port = try #require(client?.port)
        // Its program lets go; the kernel still says good-bye.
        client = nil
        func found() async throws -> SocketOwner {
            try #require(
                try await network.machine.owner(
                    of: port, transport: IPProtocol.tcp, remote: Self.loopback))
        }
        var owner = try await found()
        // A child that another test has just begun holds it, too, until it becomes its program.
        for _ in 0..<1000 where owner.process != nil {
            usleep(1000)
            owner = try await found()
        }
        #expect(owner.basis != .socketTable && owner.process == nil)
        // The kernel may still know the control group that opened it, which is ours.
        if owner.basis == .controlGroup {
            let loose = try await Bound(Self.udp, in: network)
            let ours = try await network.machine.owner(
                of: loose.port, transport: IPProtocol.udp, remote: nil)
            #expect(owner.controlGroup == ours?.controlGroup)
        }
    }
}
