internal import Glibc
internal import Testing
internal import Wire

@testable internal import Host

/// What systemd-resolved says over a bus, and what anybody else might.
struct ResolvedTests {
    /// An answer to the call 7 with a variant of these types.
    private func answer(_ types: String, _ write: (inout BusWriter) -> Void) -> [UInt8] {
        var body = BusWriter()
        body.write(signature: types)
        write(&body)
        var message = BusWriter()
        message.bytes = [UInt8(ascii: "l"), 2, 1, 1]
        message.write(UInt32(body.bytes.count))
        message.write(9)
        var fields = BusWriter()
        fields.bytes = [5]
        fields.write(signature: "u")
        fields.write(7)
        fields.align(to: 8)
        fields.bytes.append(8)
        fields.write(signature: "g")
        fields.write(signature: "v")
        message.write(UInt32(fields.bytes.count))
        message.bytes += fields.bytes
        message.align(to: 8)
        return message.bytes + body.bytes
    }

    /// A list of structures, with the length that its bytes have or the one that is claimed.
    private func list(
        _ writer: inout BusWriter, claimed: UInt32? = nil, _ items: [(inout BusWriter) -> Void]
    ) {
        writer.align(to: 4)
        let start = writer.bytes.count
        writer.write(0)
        writer.align(to: 8)
        let first = writer.bytes.count
        for item in items {
            writer.align(to: 8)
            item(&writer)
        }
        var length = BusWriter()
        length.write(claimed ?? UInt32(writer.bytes.count - first))
        writer.bytes.replaceSubrange(start..<start + 4, with: length.bytes)
    }

    private func server(_ link: UInt32, _ octets: [UInt8]) -> (inout BusWriter) -> Void {
        { writer in
            writer.write(link)
            writer.write(octets.count == 4 ? 2 : 10)
            writer.write(UInt32(octets.count))
            writer.bytes += octets
        }
    }

    private func domain(_ link: UInt32, _ name: String, _ routesOnly: UInt32) -> (
        inout BusWriter
    ) -> Void {
        { writer in
            writer.write(link)
            writer.write(name)
            writer.write(routesOnly)
        }
    }

    private var servers: [UInt8] {
        answer("a(iiay)") {
            list(
                &$0,
                [
                    server(3, [10, 64, 0, 1]),
                    server(0, [0x20, 1, 0xd, 0xb8] + [UInt8](repeating: 0, count: 11) + [0x53]),
                ])
        }
    }

    private var domains: [UInt8] {
        answer("a(isb)") { list(&$0, [domain(3, ".", 1), domain(2, "home.arpa", 0)]) }
    }

    @Test func serversAndDomainsAreReadLinkByLink() throws {
        let message = try #require(BusMessage(servers))
        #expect(message.kind == .answer && message.answered == 7 && message.signature == "v")
        let found = try #require(SystemdResolved.servers(message))
        #expect(found.map(\.link) == [3, 0])
        #expect(found.map(\.address.description) == ["10.64.0.1", "2001:db8::53"])
        let names = try #require(BusMessage(domains).flatMap { SystemdResolved.domains($0) })
        #expect(names.map(\.link) == [3, 2] && names.map(\.name.raw) == ["~.", "home.arpa"])
    }

    @Test func flagsAndTextsAreReadOnlyAsSuch() throws {
        let flag = try #require(BusMessage(answer("b") { $0.write(1) }))
        #expect(SystemdResolved.flag(flag) == true && SystemdResolved.text(flag) == nil)
        #expect(SystemdResolved.servers(flag) == nil)
        let text = try #require(BusMessage(answer("s") { $0.write("opportunistic") }))
        #expect(SystemdResolved.text(text)?.raw == "opportunistic")
        #expect(SystemdResolved.flag(text) == nil)
        // A truth value has two values (D-Bus Specification, "Basic types").
        let third = try #require(BusMessage(answer("b") { $0.write(2) }))
        #expect(SystemdResolved.flag(third) == nil)
    }

    @Test func lengthsThatLieAreNoAnswer() throws {
        for claimed in [1, 17, 4096, UInt32.max] {
            let long = answer("a(iiay)") {
                list(&$0, claimed: claimed, [server(3, [10, 64, 0, 1])])
            }
            #expect(SystemdResolved.servers(try #require(BusMessage(long))) == nil)
        }
        let odd = answer("a(iiay)") { list(&$0, [server(3, [10, 64, 0])]) }
        #expect(SystemdResolved.servers(try #require(BusMessage(odd))) == nil)
        let many = answer("a(isb)") {
            list(&$0, (0..<300).map { domain(UInt32($0), "a", 0) })
        }
        #expect(SystemdResolved.domains(try #require(BusMessage(many))) == nil)
        // A message beyond the bound is not even waited for.
        var huge = Array(servers.prefix(16))
        huge.replaceSubrange(4..<8, with: [255, 255, 255, 255])
        #expect(BusMessage.length(of: huge) == nil)
        #expect(BusMessage.length(of: [1, 2, 3]) == nil && BusMessage([]) == nil)
    }

    @Test func noDamageIsBelievedAndNoneStopsUs() {
        for whole in [servers, domains] {
            for count in 0..<whole.count { #expect(BusMessage(Array(whole.prefix(count))) == nil) }
            for index in whole.indices {
                for value: UInt8 in [0, 1, 0x7f, 0x80, 0xff] {
                    var bytes = whole
                    bytes[index] = value
                    guard let message = BusMessage(bytes) else { continue }
                    _ = SystemdResolved.servers(message)
                    _ = SystemdResolved.domains(message)
                    _ = SystemdResolved.flag(message)
                    _ = SystemdResolved.text(message)
                }
            }
        }
    }

    @Test func aNameFromOutsideCannotSteerATerminal() throws {
        let bytes = answer("a(isb)") { list(&$0, [domain(2, "\u{1b}[2J.example", 0)]) }
        let names = try #require(BusMessage(bytes).flatMap { SystemdResolved.domains($0) })
        #expect(names.map(\.name.forTerminal) == ["\\x1b[2J.example"])
    }

    @Test func whereNobodyListensThereIsNoBus() throws {
        #expect(try Bus("/nonexistent/bus") == nil)
        #expect(try !Bus.listens(at: "/nonexistent/socket"))
    }

    @Test func whoeverIsSilentIsNotWaitedForForEver() throws {
        var name = Array("/tmp/watertight-bus-XXXXXX".utf8CString)
        let folder = try #require(unsafe mkdtemp(&name).map { unsafe String(cString: $0) })
        let path = folder + "/bus"
        let server = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        defer {
            close(server)
            unsafe unlink(path)
            unsafe rmdir(folder)
        }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: Array(path.utf8).prefix($0.count - 1))
        }
        let bound = unsafe withUnsafePointer(to: &address) {
            unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(server, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0 && listen(server, 1) == 0)
        #expect(throws: HostError.self) { try Bus(path) }
        #expect(try Bus.listens(at: path))
    }
}
