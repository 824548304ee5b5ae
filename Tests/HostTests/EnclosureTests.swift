internal import Foundation
internal import Host
internal import HostileBytes
internal import Namespaces
internal import Testing

/// Where a run takes place: our own namespaces, those of a process, or those of a name.
@Suite(.enabled(if: TestNetwork.isPossible), .serialized, .timeLimit(.minutes(1)))
struct EnclosureTests {
    private static func names(_ enclosure: Enclosure) throws -> [String] {
        try enclosure.run { Result { try Tool.run(["ip", "-o", "link"]) } }.get()
            .split(separator: "\n").compactMap { $0.split(separator: ":").dropFirst().first }
            .map { String($0.prefix { $0 != "@" }.drop { $0 == " " }) }
    }

    /// Makes a network namespace of a name with an interface, and removes it again.
    private func withName(_ letter: String, _ body: (String) throws -> Void) throws {
        let name = "wt-enclosure-\(getpid())\(letter)"
        _ = try Tool.run(["ip", "netns", "add", name])
        defer { do { _ = try Tool.run(["ip", "netns", "del", name]) } catch {} }
        _ = try Tool.run(["ip", "-n", name, "link", "add", "eth7", "type", "veth"])
        try body(name)
    }

    @Test func ourOwnChangesNothing() throws {
        let own = try EnclosureTests.names(.own)
        #expect(own.contains { $0.hasPrefix("lo") })
        let before = FileManager.default.currentDirectoryPath
        let folder = unsafe open("/usr", O_RDONLY | O_DIRECTORY)
        defer { close(folder) }
        let inside = try Enclosure.own.run(in: folder) {
            FileManager.default.currentDirectoryPath
        }
        #expect(inside == "/usr")
        #expect(FileManager.default.currentDirectoryPath == before)
    }

    @Test func aNameOfTheSystemIsEnteredAndLeft() throws {
        try withName("a") { name in
            #expect(Enclosure.names.contains(name))
            let inside = try EnclosureTests.names(try Enclosure(name))
            #expect(inside.contains("eth7"))
            let outside = try EnclosureTests.names(.own)
            #expect(!outside.contains("eth7"))
        }
    }

    @Test func aNameBringsItsOwnResolver() throws {
        try withName("b") { name in
            let folder = "/etc/netns/\(name)"
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            defer { do { try FileManager.default.removeItem(atPath: folder) } catch {} }
            let text = "nameserver 192.0.2.53\n"
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/resolv.conf"))
            let read = { @Sendable in
                Result { try String(contentsOfFile: "/etc/resolv.conf", encoding: .utf8) }
            }
            let inside = try Enclosure(name).run { read() }.get()
            #expect(inside == text)
            let outside = try read().get()
            #expect(outside != text)
        }
    }

    @Test func aProcessIsEnteredWithItsMounts() throws {
        let mark = "/dev/shm/wt-enclosure-\(getpid())"
        // Its file system is seen by nobody else.
        let child = try Tool.start([
            "unshare", "--net", "--mount", "sh", "-c",
            "mount -t tmpfs none /dev/shm && ip link add eth8 type veth && touch \(mark) "
                + "&& exec sleep 600",
        ])
        defer { Tool.end(child) }
        // Its last word is the file, seen from outside by way of its root.
        for _ in 0..<20_000
        where !FileManager.default.fileExists(atPath: "/proc/\(child)/root\(mark)") { usleep(1000) }
        for name in ["\(child)", "/proc/\(child)/ns", "/proc/\(child)/ns/"] {
            let enclosure = try Enclosure(name)
            let links = try EnclosureTests.names(enclosure)
            #expect(links.contains("eth8"))
            let isThere = try enclosure.run { FileManager.default.fileExists(atPath: mark) }
            #expect(isThere)
        }
        #expect(!FileManager.default.fileExists(atPath: mark))
    }

    @Test(arguments: ["", ".", "..", "a/b", "/proc/self", "/proc/1/nsx", "4294967297", "wt-absent"])
    func whatIsNoneIsRefused(_ name: String) {
        #expect(throws: HostError(.namespace, subject: "", reason: "")) { try Enclosure(name) }
    }
}
