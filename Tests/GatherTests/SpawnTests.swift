internal import Gather
internal import Glibc
internal import Testing

/// A program gets what it is started with, and nothing else of ours.
struct SpawnTests {
    /// What a program with two pipes prints to the first.
    private func output(_ script: String, environment: [String]? = nil) throws -> String {
        var ends: [Int32] = [-1, -1]
        // Open for programs that are not told otherwise.
        try #require(unsafe pipe(&ends) == 0)
        defer { close(ends[0]) }
        var program = Spawn(
            ["sh", "-c", script], descriptors: [.null, .copy(of: ends[1]), .null])
        program.environment = environment
        let process = Result { try program.start() }
        close(ends[1])
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = unsafe read(ends[0], &buffer, buffer.count), count > 0 {
            bytes += buffer.prefix(count)
        }
        var status: Int32 = 0
        #expect(unsafe waitpid(try process.get(), &status, 0) == (try process.get()))
        #expect(status == 0)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test func noOtherDescriptorIsPassedOn() throws {
        #expect(
            try output("for n in 0 1 2 3 4 5 6 7 8 9; do [ -e /proc/$$/fd/$n ] && echo $n; done; :")
                == "0\n1\n2\n")
    }

    @Test func theEnvironmentIsTheGivenOneOrOurs() throws {
        #expect(try output("echo $A.$B", environment: ["A=1", "B=x y"]) == "1.x y\n")
        let own = try #require(unsafe getenv("PATH").map { unsafe String(cString: $0) })
        #expect(try output("echo \"$PATH\"") == "\(own)\n")
    }

    @Test func itLeadsAGroupAndNoSignalIsBlocked() throws {
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigemptyset(&all)
        unsafe sigaddset(&all, SIGTERM)
        unsafe pthread_sigmask(SIG_BLOCK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        // The fifth field is the group. A shell that waits blocks signals of its own, what it starts
        // does not.
        let script = "cut -d ' ' -f 5 /proc/$$/stat; echo $$; grep SigBlk /proc/self/status"
        let told = try output(script).split(whereSeparator: \.isWhitespace)
        #expect(told.count == 4 && told[0] == told[1] && told[3].allSatisfy { $0 == "0" })
    }

    @Test func whatIsNoProgramIsRefused() {
        for words in [["/nowhere/at/all"], [""], []] {
            let refusal = #expect(throws: Spawn.Refusal.self) { try Spawn(words).start() }
            #expect(refusal?.number == ENOENT)
        }
    }
}
