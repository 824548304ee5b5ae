internal import Evidence
internal import Foundation
internal import Glibc
internal import Namespaces
internal import Probes
internal import Responder
internal import Testing
internal import Wire

/// Everything that is named is asked for real, in a namespace where the system's resolver is ours.
struct EndpointRunTests {
    /// What a test does in there, on a thread of its own, which every thread that it starts follows.
    private func inside<Value: Sendable>(
        resolver: String = "127.0.0.1", also lines: [String] = [],
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { done in
            Thread {
                done.resume(
                    with: Result {
                        let folder = try TemporaryFolder()
                        let hosts = try folder.write(
                            "hosts", "127.0.0.1 localhost probe.leak.test\n")
                        // A resolver that is silent would be waited for for minutes.
                        let resolver = try folder.write(
                            "resolv.conf", "nameserver \(resolver)\noptions timeout:30 attempts:5\n"
                        )
                        try EndpointRunTests.leave()
                        for words in [
                            "mount --make-rprivate /", "ip link set lo up",
                            "mount --bind \(resolver) /etc/resolv.conf",
                            "mount --bind \(hosts) /etc/hosts",
                        ] + lines {
                            _ = try Tool.run(words.split(separator: " ").map(String.init))
                        }
                        return try body()
                    })
            }.start()
        }
    }

    /// Takes the thread into network and mount namespaces of its own.
    private static func leave() throws {
        // The header that declares it asks for a macro that would break others.
        let symbol = unsafe dlsym(nil, "unshare")
        let unshare = unsafe unsafeBitCast(symbol, to: (@convention(c) (Int32) -> Int32).self)
        // CLONE_NEWNET, CLONE_NEWNS and CLONE_FS, without which there is no CLONE_NEWNS here.
        guard unshare(0x4000_0000 | 0x0002_0000 | 0x0000_0200) == 0 else {
            throw Tool.Fault("unshare: \(errno)")
        }
    }

    private static let services: [Service] = [
        .dnsUDP, .dnsTCP, .dot, .http, .https, .stunUDP,
    ]

    @Test(.enabled(if: TestNetwork.isPossible, "no network namespaces"))
    func whoIsNamedIsAskedAndTells() async throws {
        let (replies, answers) = try await inside {
            let serving = try Serving(
                EndpointRunTests.services, certificate: try Certificate(), atUsualPorts: true)
            let value =
                "self=127.0.0.1,zone=leak.test,http=80,https=443,dot=853,key="
                + "\(serving.responder.publicKey)"
            let set = try EndpointSet([value]) { _ in nil }
            let run = EndpointRun(
                set, run: try #require(RunLabel("inside")),
                resolvers: [NameServer(Serving.loopback)], within: 30_000)
            let replies = run.replies()
            return (replies, replies.flatMap { $0.answers(systemResolver: Serving.loopback) })
        }
        for reply in replies {
            #expect(reply.outcome == .answered, "\(reply.kind) \(reply.subject)")
            #expect(reply.proof == .verified && reply.endpoint == "127.0.0.1")
        }
        #expect(replies.count(where: { $0.kind == .http }) == 2)
        let stub = try #require(replies.first { $0.kind == .stub })
        #expect(stub.reading.names.asked == 20 && stub.reading.names.answered == 20)
        #expect(stub.reading.unseen.isEmpty)
        // As checks of resolvers and exits want it.
        #expect(answers.allSatisfy { $0.isVerified == true && $0.path == .routed })
        let asked = answers.filter { $0.kind == .whoami && $0.outcome == .answered }
        #expect(Set(asked.compactMap(\.mark)).count >= 40)
        #expect(asked.allSatisfy { $0.resolver == Serving.loopback && $0.seen == nil })
        let echoes = answers.filter { $0.kind == .http }
        #expect(echoes.map(\.seen) == [Serving.loopback, Serving.loopback])
        #expect(echoes.allSatisfy { $0.localPort != nil && $0.remote == Serving.loopback })
    }

    /// Whoever is named is looked up by the system's own resolver.
    @Test(.enabled(if: TestNetwork.isPossible, "no network namespaces"))
    func aNameIsLookedUpByTheSystem() async throws {
        let replies = try await inside {
            let serving = try Serving([.http, .dnsUDP], atUsualPorts: true)
            return try withExtendedLifetime(serving) {
                let set = try EndpointSet(["self=probe.leak.test"]) { _ in nil }
                return EndpointRun(
                    set, run: try #require(RunLabel("inside")),
                    resolvers: [NameServer(Serving.loopback)], within: 30_000
                ).replies()
            }
        }
        #expect(replies.map(\.outcome).first == .answered)
        #expect(replies.first?.reading.seen == [Serving.loopback])
        #expect(replies.first?.proof == .unverified)
        // /etc/hosts has no address of IPv6 for it, and the zone's has no way there.
        #expect(replies.count == 2 && replies.last?.reading.seen.isEmpty == true)
    }

    /// Where nobody answers that is told, within the time that was given: the system's own resolver
    /// would go on for minutes.
    @Test(.enabled(if: TestNetwork.isPossible, "no network namespaces"), .timeLimit(.minutes(1)))
    func aDeadOutsideIsToldAndNotWaitedFor() async throws {
        // What nobody here has an address for comes back on the loopback, and is dropped.
        let lines = ["ip route add default dev lo", "ip -6 route add default dev lo"]
        let resolver = IPAddress(v4: 0xc633_6435)
        let replies = try await inside(resolver: "\(resolver)", also: lines) {
            let set = try EndpointSet(["public", "self=203.0.113.53,zone=leak.test"]) { _ in nil }
            return EndpointRun(
                set, run: try #require(RunLabel("inside")), resolvers: [NameServer(resolver)],
                within: 500
            ).replies()
        }
        #expect(replies.count > 40)
        for reply in replies {
            let isSilent = reply.outcome == .silent || reply.outcome == .unasked
            #expect(isSilent, "\(reply.subject): \(reply.outcome)")
            let answers = reply.answers(systemResolver: resolver)
            #expect(!answers.isEmpty && answers.allSatisfy { $0.outcome != .answered })
        }
    }
}
