internal import Glibc
internal import HostileBytes
internal import Testing
internal import Wire

@testable internal import Host

/// `/etc/resolv.conf` as resolv.conf(5) says.
struct ResolverTests {
    private func read(_ text: String) -> ResolverConfiguration {
        ResolverConfiguration(Array(text.utf8))
    }

    @Test func everyLineIsReadOrTold() {
        let file = read(
            """
            # nameserver 192.0.2.1
            ; search other.example
            nameserver 192.0.2.53
            nameserver\tfe80::1%eth0
            domain first.example
            search a.example b.example\r
            options edns0 trust-ad
            options timeout:1
            sortlist 192.0.2.0
            nameserver dns.example

            """)
        #expect(file.nameServers.map(\.address.description) == ["192.0.2.53", "fe80::1"])
        #expect(file.nameServers.map(\.scope?.raw) == [nil, "eth0"])
        #expect(file.search.map(\.raw) == ["a.example", "b.example"])
        #expect(file.options.map(\.raw) == ["edns0", "trust-ad", "timeout:1"])
        #expect(file.unread.map(\.raw) == ["sortlist 192.0.2.0", "nameserver dns.example"])
        #expect(!file.isStub)
    }

    @Test func oddFilesAreSurvived() {
        #expect(read("").nameServers.isEmpty)
        #expect(read("nameserver\nnameserver %\n   \n").unread.count == 2)
        _ = ResolverConfiguration([255, 254, 10, 0, 32, 10, 37])
        // A word in front of the keyword is a line of another kind.
        #expect(read("x nameserver 192.0.2.1").unread.count == 1)
    }

    @Test func theStubOfSystemdResolvedIsRecognised() throws {
        var name = Array("/tmp/watertight-resolver-XXXXXX".utf8CString)
        let folder = try #require(unsafe mkdtemp(&name).map { unsafe String(cString: $0) })
        let stub = folder + "/systemd/resolve/stub-resolv.conf"
        let path = folder + "/resolv.conf"
        defer {
            for item in [path, stub] { unsafe unlink(item) }
            for item in ["/systemd/resolve", "/systemd", ""] { unsafe rmdir(folder + item) }
        }
        unsafe mkdir(folder + "/systemd", 0o700)
        unsafe mkdir(folder + "/systemd/resolve", 0o700)
        let file = unsafe open(stub, O_WRONLY | O_CREAT, 0o600)
        let text = Array("nameserver 127.0.0.53\n".utf8)
        unsafe write(file, text, text.count)
        close(file)
        unsafe symlink(stub, path)
        let configuration = try ResolverConfiguration.read(path)
        #expect(configuration.isStub && configuration.target?.raw == stub)
        #expect(configuration.nameServers.map(\.address.description) == ["127.0.0.53"])
        #expect(try !ResolverConfiguration.read(stub).isStub)
        unsafe unlink(stub)
        // A link that leads nowhere, as a removed package leaves it.
        #expect(throws: HostError(.refused, subject: "", reason: "")) {
            try ResolverConfiguration.read(path)
        }
    }
}
