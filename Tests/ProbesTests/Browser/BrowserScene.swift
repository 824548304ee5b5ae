internal import Foundation
internal import Glibc
internal import Host
internal import Namespaces
internal import Wire

@testable internal import Probes

/// A network of one test with an uplink, in which a browser gathers; nothing answers there.
struct BrowserScene {
    let network: TestNetwork
    /// Where the browser's folder is made.
    let place = TestFolder()
    /// The other end of the uplink, which goes with the value.
    private let router: TestNetwork

    /// Where browsers are looked for, as a login does.
    static let path = "/usr/local/bin:/usr/bin:/bin"

    /// Whether there is a browser, and a network to put it into; prints why not.
    static let isPossible: Bool = {
        guard TestNetwork.isPossible else { return false }
        let isInstalled = !InstalledBrowser.all(in: path).isEmpty
        if !isInstalled { print("tests of a browser are skipped, as none is installed") }
        return isInstalled
    }()

    init() async throws {
        network = try await TestNetwork()
        router = try await TestNetwork()
        try await network.join("up0", to: router, "down0")
        try await network.run(
            lines: """
                ip address add 192.168.50.2/24 dev up0
                ip address add 2001:db8:50::2/64 dev up0 nodad
                ip route add default via 192.168.50.1
                ip -6 route add default via 2001:db8:50::1
                """)
    }

    /// Gathers in the network; a machine that runs all tests at once may take long to start a browser.
    func gather(
        stun servers: [IPAddress] = [], path: String = path, patience: Duration = .seconds(60)
    ) async throws -> BrowserGathering {
        let place = place.path
        return try await network.namespace.run { () throws(HostError) in
            BrowserProbe(patience: patience, path: path, place: place).gather(stun: servers)
        }
    }

    /// The processes in the network.
    func processes() async throws -> [String] {
        let space = try await network.namespace.run { () throws(HostError) in
            BrowserScene.target(of: "/proc/thread-self/ns/net")
        }
        return try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { pid in
            Int(pid) != nil && Int(pid) != Int(getpid())
                && BrowserScene.target(of: "/proc/\(pid)/ns/net") == space
        }
    }

    static func target(of link: String) -> String? {
        do { return try FileManager.default.destinationOfSymbolicLink(atPath: link) } catch {
            return nil
        }
    }
}

/// A folder of one test that everybody may walk through; it goes with the value.
final class TestFolder: Sendable {
    let path = "/tmp/watertight-probes-\(UUID().uuidString)"

    init() { unsafe mkdir(path, 0o755) }

    deinit { do { try FileManager.default.removeItem(atPath: path) } catch {} }

    /// The names in it.
    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: path) }
    }
}

/// A browser under a name that is looked for, behind a script of a test.
struct WrappedBrowser {
    private let folder = TestFolder()

    /// The folders in which browsers are looked for then.
    var path: String { folder.path }

    /// `script` is what `/bin/sh` does; `$BROWSER` is the real browser.
    init(_ script: String) throws {
        let real = InstalledBrowser.all(in: BrowserScene.path).first?.path ?? ""
        let file = folder.path + "/chromium"
        try Data("#!/bin/sh\nBROWSER=\(real)\n\(script)\n".utf8)
            .write(to: URL(fileURLWithPath: file))
        unsafe chmod(file, 0o755)
    }
}
