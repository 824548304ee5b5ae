internal import Foundation
internal import Glibc
internal import Host
internal import Namespaces
internal import Testing

/// What is noted is undone once, the last change first; what cannot be trusted is not run.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct JournalTests {
    private let root = FileManager.default.temporaryDirectory
        .appending(path: "watertight-journal-\(UInt64.random(in: 0 ... .max))").path
    private var folder: JournalFolder { JournalFolder(root + "/state/journal") }
    private var story: String { root + "/story" }

    init() throws {
        try FileManager.default.createDirectory(
            atPath: root, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
    }

    private func journal() throws -> Journal {
        try Journal(in: .own, named: nil, place: root, folder: folder)
    }

    /// A step that writes a word down, in the folder that programs run in.
    private func step(_ word: String, when: [String]? = nil) -> UndoStep {
        .run(arguments: ["sh", "-c", "echo \(word) >> story"], when: when)
    }

    private var told: [String] {
        get throws {
            guard FileManager.default.fileExists(atPath: story) else { return [] }
            return try String(contentsOfFile: story, encoding: .utf8).split(separator: "\n")
                .map(String.init)
        }
    }

    /// Undoes what dead runs left; a child that another test is just starting may hold a lock for a moment
    /// longer, until it becomes its program.
    private func undoLeftovers() throws -> [Undone] {
        for _ in 0..<200 {
            let undone = try Journal.undoLeftovers(in: folder)
            guard undone.isEmpty, try !files.isEmpty else { return undone }
            usleep(10_000)
        }
        return []
    }

    private var files: [String] {
        get throws {
            guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
            return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        }
    }

    private func gone() { do { try FileManager.default.removeItem(atPath: root) } catch {} }

    @Test func theLastChangeIsUndoneFirstAndOnce() throws {
        defer { gone() }
        let journal = try journal()
        for step in [step("a"), step("never", when: ["false"]), step("b", when: ["true"])] {
            try journal.note(step)
        }
        // A run that lives is left alone.
        #expect(try Journal.undoLeftovers(in: folder).isEmpty)
        let undone = try journal.undo()
        #expect(undone.map(\.failure) == [nil, nil])
        #expect(try told == ["b", "a"])
        #expect(try journal.undo().isEmpty && Journal.undoLeftovers(in: folder).isEmpty)
        #expect(try Journal.undo(behind: journal.name, in: folder).isEmpty)
        // Nothing is left of it.
        #expect(!FileManager.default.fileExists(atPath: root + "/state"))
    }

    @Test func whatARunLeavesIsUndoneBehindIt() throws {
        defer { gone() }
        do {
            let lost = try journal()
            try lost.note(step("a"))
        }
        #expect(try files.count == 1)
        #expect(try undoLeftovers().map(\.failure) == [nil])
        #expect(try told == ["a"] && files.isEmpty)
        do { _ = try journal() }
        // Nothing was changed.
        #expect(try undoLeftovers().isEmpty && files.isEmpty)
    }

    @Test func whatFailsIsToldAndTriedOnceMore() throws {
        defer { gone() }
        let journal = try journal()
        try journal.note(step("a"))
        try journal.note(.run(arguments: ["sh", "-c", "exit 3"]))
        try journal.note(.run(arguments: ["no-such-program"]))
        let undone = try journal.undo()
        #expect(undone.map(\.failure)[1] == "It ended with 3.")
        #expect(undone[0].failure != nil && undone[2].failure == nil)
        #expect(try told == ["a"] && files.count == 1)
        #expect(try undoLeftovers().count == 3)
        #expect(try told == ["a", "a"] && files.isEmpty)
    }

    @Test(
        arguments: [
            ("echo said; echo why >&2; exit 3", "It ended with 3: why"),
            ("echo first; echo said; exit 3", "It ended with 3: said"),
            ("printf 'a\\033[31mb\\n' >&2; kill -9 $$", "Signal 9 ended it: a⟨U+001B⟩[31mb"),
        ])
    func whatFailsIsToldWithItsLastLine(script: String, told: String) throws {
        defer { gone() }
        let journal = try journal()
        try journal.note(.run(arguments: ["sh", "-c", script]))
        #expect(try journal.undo().map(\.failure) == [told])
    }

    @Test func filesAreRestoredInPlace() throws {
        defer { gone() }
        let path = root + "/setting"
        try Data("1\n".utf8).write(to: URL(fileURLWithPath: path))
        let journal = try journal()
        try journal.note(.restoring(path))
        try Data("22\n".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try journal.undo().map(\.what) == ["\(path) as it was"])
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "1\n")
    }

    @Test func stoppedProcessesGoOnAndOthersAreEnded() throws {
        defer { gone() }
        let children = try (0..<2).map { _ in try Tool.start(["sleep", "600"]) }
        defer { for child in children { Tool.end(child) } }
        kill(children[0], SIGSTOP)
        let known = try children.map { try #require(ProcessIdentity(of: $0)) }
        let journal = try journal()
        try journal.note(.resume(known[0]))
        try journal.note(.end(known[1]))
        #expect(try journal.undo().map(\.failure) == [nil, nil])
        var status: Int32 = 0
        #expect(unsafe waitpid(children[0], &status, WNOHANG) == 0)
        #expect(unsafe waitpid(children[1], &status, 0) == children[1] && status == SIGTERM)
        #expect(known[0].isThere && !known[1].isThere)
        // Its number may be somebody else's now.
        let other = try self.journal()
        try other.note(.end(known[1]))
        #expect(try other.undo().isEmpty)
    }

    @Test(.enabled(if: TestNetwork.isPossible))
    func aFirewallComesBackInItsOwnNamespace() throws {
        defer { gone() }
        let name = "wt-journal-\(getpid())"
        _ = try Tool.run(["ip", "netns", "add", name])
        defer { do { _ = try Tool.run(["ip", "netns", "del", name]) } catch {} }
        let nft = ["ip", "netns", "exec", name, "nft"]
        _ = try Tool.run(nft + ["add table inet mine"])
        let rules = try Tool.run(nft + ["list ruleset"])
        do {
            let lost = try Journal(
                in: try Enclosure(name), named: name, place: root, folder: folder)
            try lost.note(.run(arguments: ["nft", "-f", "-"], input: "flush ruleset\n" + rules))
        }
        _ = try Tool.run(nft + ["flush ruleset"])
        #expect(try undoLeftovers().map(\.failure) == [nil])
        #expect(try Tool.run(nft + ["list ruleset"]) == rules)
    }

    @Test(.enabled(if: TestNetwork.isPossible))
    func anotherNamespaceOfTheSameNameIsNotTouched() throws {
        defer { gone() }
        let name = "wt-journal-\(getpid())"
        _ = try Tool.run(["ip", "netns", "add", name])
        do {
            let lost = try Journal(
                in: try Enclosure(name), named: name, place: root, folder: folder)
            try lost.note(step("a"))
        }
        _ = try Tool.run(["ip", "netns", "del", name])
        _ = try Tool.run(["ip", "netns", "add", name])
        defer { do { _ = try Tool.run(["ip", "netns", "del", name]) } catch {} }
        let undone = try undoLeftovers()
        #expect(undone.count == 1 && undone[0].what.contains("the network namespace is gone"))
        #expect(try told.isEmpty && files.isEmpty)
    }

    /// Makes a journal of a dead run and spoils its file.
    private func spoilt(_ spoil: (String) throws -> Void) throws {
        do {
            let lost = try journal()
            try lost.note(step("a"))
        }
        try spoil(folder.path + "/" + (try #require(try files.first)))
        #expect(throws: HostError(.journal, subject: "", reason: "")) {
            // A child that another test is starting may hold the lock for a moment longer.
            for _ in 0..<200 {
                _ = try Journal.undoLeftovers(in: folder)
                usleep(10_000)
            }
        }
        #expect(try told.isEmpty)
    }

    @Test(
        arguments: [
            { String($0.dropLast()) },
            { String($0.dropLast(9)) },
            { $0 + "{}\n" },
            { $0 + "\n" },
            { $0.replacing("\"sh\"", with: "\"\"") },
            { $0.replacing("\"sh\"", with: "\"s\\u0000h\"") },
            { $0.replacing("\"arguments\"", with: "\"words\"") },
            { $0.replacing("watertight-journal", with: "watertight-lab") },
            { $0.replacing("\"version\":1", with: "\"version\":2") },
            { $0.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n" },
            { $0 + "{\"end\":{\"_0\":{\"process\":1,\"start\":1}}}\n" },
            { $0 + "{\"end\":{\"_0\":{\"process\":-1,\"start\":1}}}\n" },
            { $0 + "{\"restore\":{\"file\":\"etc/passwd\",\"text\":\"\"}}\n" },
        ] as [@Sendable (String) -> String])
    func aDamagedJournalIsNotRun(_ damage: @Sendable (String) -> String) throws {
        defer { gone() }
        try spoilt { path in
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let handle = try #require(FileHandle(forWritingAtPath: path))
            try handle.truncate(atOffset: 0)
            try handle.write(contentsOf: Data(damage(text).utf8))
            try handle.close()
        }
    }

    @Test func aFileThatOthersCouldWriteIsNotRun() throws {
        defer { gone() }
        try spoilt { unsafe chmod($0, 0o620) }
        try FileManager.default.removeItem(atPath: root + "/state")
        try spoilt { unsafe link($0, root + "/second") }
        try FileManager.default.removeItem(atPath: root + "/state")
        try spoilt { path in
            unsafe rename(path, root + "/elsewhere")
            unsafe symlink(root + "/elsewhere", path)
        }
    }

    @Test func aFolderThatOthersCouldUseIsNotUsed() throws {
        defer { gone() }
        for (name, mode) in [("state/journal", mode_t(0o711)), ("state", mode_t(0o775))] {
            try spoilt { _ in unsafe chmod(root + "/" + name, mode) }
            #expect(throws: HostError(.journal, subject: "", reason: "")) { try journal() }
            try FileManager.default.removeItem(atPath: root + "/state")
        }
        guard geteuid() == 0 else { return }
        try spoilt { _ in unsafe chown(folder.path, 1, 1) }
        #expect(throws: HostError(.journal, subject: "", reason: "")) { try journal() }
    }
}
