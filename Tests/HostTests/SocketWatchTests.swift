internal import Evidence
internal import Foundation
internal import Glibc
internal import Host
internal import Namespaces
internal import Testing
internal import Wire

/// A watch sees the sockets that there are, who holds them, and when they go.
@Suite(.enabled(if: TestNetwork.isPossible), .serialized)
struct SocketWatchTests {
    /// A socket of this process or of another, in a namespace.
    private final class Open: Sendable {
        let descriptor: Int32
        let port: UInt16

        init(
            _ kind: __socket_type, _ number: Int32 = 0, in network: TestNetwork,
            to target: UInt16? = nil
        ) async throws {
            (descriptor, port) = try await network.namespace.run { () throws(HostError) in
                let descriptor = socket(
                    AF_INET, Int32(kind.rawValue) | Int32(SOCK_CLOEXEC.rawValue), number)
                var address = sockaddr_in()
                address.sin_family = sa_family_t(AF_INET)
                address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
                address.sin_port = (target ?? 0).bigEndian
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                unsafe withUnsafeMutablePointer(to: &address) {
                    unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        _ =
                            target == nil
                            ? unsafe bind(descriptor, $0, length)
                            : unsafe connect(descriptor, $0, length)
                        _ = unsafe getsockname(descriptor, $0, &length)
                    }
                }
                return (descriptor, UInt16(bigEndian: address.sin_port))
            }
        }

        func shut() { close(descriptor) }
    }

    /// Listens to what the kernel tells of destroyed UDP sockets, as the watch does.
    private final class Listener: Sendable {
        private let descriptor: Int32

        init(in network: TestNetwork) async throws {
            descriptor = try await network.namespace.run { () throws(HostError) in
                // NETLINK_SOCK_DIAG is 4, SKNLGRP_INET_UDP_DESTROY is 2.
                let descriptor = socket(
                    AF_NETLINK, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 4)
                var address: [UInt32] = [UInt32(AF_NETLINK), 0, 1 << 1]
                unsafe address.withUnsafeMutableBytes { raw in
                    guard let start = raw.baseAddress else { return }
                    _ = unsafe bind(
                        descriptor, start.assumingMemoryBound(to: sockaddr.self), 12)
                }
                return descriptor
            }
        }

        deinit { close(descriptor) }

        /// Waits until so many sockets are told: then every listener has been told.
        func wait(for count: Int) {
            var bytes = [UInt8](repeating: 0, count: 1 << 12)
            for _ in 0..<count { _ = unsafe recv(descriptor, &bytes, bytes.count, 0) }
        }
    }

    private func watch(_ network: TestNetwork) async throws -> SocketWatch {
        try await network.namespace.run { () throws(HostError) in try SocketWatch() }
    }

    private static let loopback = IPAddress("127.0.0.1")

    @Test func socketsAreSeenWithThoseWhoHoldThem() async throws {
        let network = try await TestNetwork()
        let server = try await Open(SOCK_STREAM, in: network)
        _ = listen(server.descriptor, 1)
        let client = try await Open(SOCK_STREAM, in: network, to: server.port)
        let loose = try await Open(SOCK_DGRAM, in: network)
        let raw = try await Open(SOCK_RAW, 132, in: network)
        let seen = try await watch(network).stop()
        for one in [server, client, loose, raw] { one.shut() }
        let ours = seen.filter(\.isOurs)
        #expect(ours.allSatisfy { $0.process == getpid() && $0.since == nil && $0.until == nil })
        #expect(ours.allSatisfy { $0.user == geteuid() && $0.inode != nil && $0.name != nil })
        let lines = ours.map { one in
            "\(one.kind) \(one.local):\(one.localPort) "
                + "\(one.remote.map { "\($0):\(one.remotePort)" } ?? "-")"
                + (one.isListening ? " listens" : "")
        }
        #expect(
            Set(lines) == [
                "tcp 127.0.0.1:\(server.port) - listens",
                "tcp 127.0.0.1:\(client.port) 127.0.0.1:\(server.port)",
                "udp 127.0.0.1:\(loose.port) -", "raw(132) 127.0.0.1:0 -",
            ])
        #expect(seen.map(\.number) == Array(1...seen.count))
    }

    @Test func aSocketOfAnotherProcessIsIts() async throws {
        let network = try await TestNetwork()
        let loose = try await Open(SOCK_DGRAM, in: network)
        // The program inherits it as its input, and waits for as long as we want it to.
        let child = try Tool.start(["sleep", "3600"], input: loose.descriptor)
        loose.shut()
        defer { Tool.end(child) }
        let watch = try await watch(network)
        let one = try #require(watch.stop().first { $0.localPort == loose.port })
        #expect(one.process == child && one.name?.raw == "sleep" && !one.isOurs)
    }

    @Test func aSocketThatGoesIsToldWithItsEnd() async throws {
        let network = try await TestNetwork()
        let first = try await Open(SOCK_DGRAM, in: network)
        let listener = try await Listener(in: network)
        let watch = try await watch(network)
        let others = try FileManager.default.contentsOfDirectory(atPath: "/proc")
            .compactMap { Int32($0) }.filter { $0 != getpid() }
        var gone: [UInt16] = []
        for _ in 0..<20 {
            let brief = try await Open(SOCK_DGRAM, in: network, to: first.port)
            gone.append(brief.port)
            brief.shut()
        }
        listener.wait(for: gone.count)
        let seen = watch.stop()
        first.shut()
        #expect(seen.first { $0.localPort == first.port && $0.remote == nil }?.until == nil)
        for port in gone {
            let one = try #require(
                seen.first { $0.localPort == port && $0.remotePort == first.port })
            let until = try #require(one.until)
            #expect(one.remote == Self.loopback && one.at <= until)
            // Whoever was not seen to hold it is not made up. A child that another test begins meanwhile
            // holds it, too, until it becomes its program.
            #expect(one.process.map { !others.contains($0) } ?? true)
        }
    }
}
