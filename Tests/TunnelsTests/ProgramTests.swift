internal import Evidence
internal import Glibc
internal import Host
internal import Namespaces
internal import Testing
internal import Tunnels
internal import Wire

/// Programs end in bounded time with bounded output, and tunnels are driven by them.
struct ProgramTests {
    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func outputErrorsAndCodeAreTold() async throws {
        let ending = try await Program(["sh", "-c", "echo out; echo err >&2; exit 7"]).run()
        #expect(text(ending.output) == "out\n" && text(ending.errors) == "err\n")
        #expect(ending.exit == .code(7) && !ending.isSuccess && !ending.isCut)
        #expect(ending.firstLine.raw == "err")
    }

    @Test func argumentsAreNoShellText() async throws {
        let odd = ["a b", "$HOME", "`id`", "'", "*", "ä"]
        let ending = try await Program(["printf", "%s\\n"] + odd).run()
        #expect(text(ending.output) == odd.joined(separator: "\n") + "\n" && ending.isSuccess)
    }

    @Test func muchOutputIsCutAndTheProgramStillEnds() async throws {
        var program = Program(["head", "-c", "3000000", "/dev/zero"])
        program.outputLimit = 1000
        let ending = try await program.run()
        #expect(ending.output.count == 1000 && ending.isCut && ending.isSuccess)
    }

    /// Neither wants to end; or only what it started does not. Both hold the pipe.
    @Test(arguments: [
        "trap '' TERM; sleep 1000 & echo $!; wait",
        "(trap '' TERM; exec sleep 1000) & echo $!; wait",
    ])
    func whatTakesTooLongIsEndedWithAllOfIts(script: String) async throws {
        var program = Program(["sh", "-c", script])
        program.timeLimit = .milliseconds(300)
        let ending = try await program.run()
        #expect(ending.exit == .timedOut)
        let child = text(ending.output).filter(\.isNumber)
        #expect(!child.isEmpty)
        for _ in 0..<10_000 {
            let left = try await Program(["grep", "^State:", "/proc/\(child)/status"]).run()
            // Gone, or waiting for somebody to take its exit code.
            if left.output.isEmpty || text(left.output).contains("zombie") { return }
        }
        Issue.record("\(child) is still there")
    }

    @Test func whatStaysInTheBackgroundDoesNotHoldUsUp() async throws {
        let ending = try await Program(["sh", "-c", "sleep 1000 & echo $!"]).run()
        #expect(ending.isSuccess)
        let process = try #require(Int32(text(ending.output).filter(\.isNumber)))
        #expect(kill(process, SIGKILL) == 0)
    }

    @Test func signalsAreTold() async throws {
        let ending = try await Program(["sh", "-c", "kill -9 $$"]).run()
        #expect(ending.exit == .signal(9))
    }

    @Test func noDescriptorOfOursIsInherited() async throws {
        let ending = try await Program(["sh", "-c", "ls /proc/$$/fd"]).run()
        let numbers = text(ending.output).split(separator: "\n").compactMap { Int($0) }
        // The shell may open one of its own, high up.
        #expect(numbers.filter { $0 < 10 } == [0, 1, 2])
    }

    @Test func whatIsNoProgramIsRefused() async {
        for arguments in [[], [""], ["no-such-program"], ["true", "a\0b"]] {
            await #expect(throws: TunnelError(.program, subject: "", reason: "")) {
                try await Program(arguments).run()
            }
        }
    }

    @Test func theLastLinesOfErrorsSayWhy() async throws {
        let script = "for n in 1 2 3 4 5; do echo $n >&2; done; printf '\\033[31mred' >&2; exit 1"
        let ending = try await Program(["sh", "-c", script]).run()
        #expect(ending.lastLines.map(\.forTerminal) == ["5", "\\x1b[31mred"])
    }

    @Test func aDescriptorIsPassedOnlyIfItIsSaid() async throws {
        var ends: [Int32] = [-1, -1]
        #expect(unsafe pipe(&ends) == 0)
        defer { for end in ends { close(end) } }
        var program = Program(["sh", "-c", "echo told >&3"])
        program.passed = ends[1]
        #expect(try await program.run().isSuccess)
        var bytes = [UInt8](repeating: 0, count: 5)
        #expect(unsafe read(ends[0], &bytes, 5) == 5 && text(bytes) == "told\n")
    }

    @Test(.enabled(if: TestNetwork.isPossible))
    func commandsBringATunnelUpAndSayWhetherItIs() async throws {
        let network = try await TestNetwork()
        let tunnel = CommandTunnel(
            up: ["ip", "tuntap", "add", "tun5", "mode", "tun"],
            down: ["ip", "link", "del", "tun5"],
            status: ["ip", "link", "show", "tun5"])
        #expect(try await tunnel.isUp(on: network.machine) == false)
        #expect(try await tunnel.connect(on: network.machine).isSuccess)
        #expect(try await tunnel.isUp(on: network.machine) == true)
        #expect(try await !tunnel.connect(on: network.machine).isSuccess)
        // It is taken down however far it came.
        #expect(try tunnel.undoing() == [.run(arguments: tunnel.down)])
    }

    @Test func aStatusThatDoesNotAnswerIsAnError() async throws {
        let mute = CommandTunnel(up: ["true"], down: ["true"], status: ["sh", "-c", "kill -9 $$"])
        await #expect(throws: TunnelError(.program, subject: "", reason: "")) {
            try await mute.isUp()
        }
        #expect(try await CommandTunnel(up: ["true"], down: ["true"]).isUp() == nil)
    }

    @Test func aFileOfWGQuickIsCalledLikeItsInterface() throws {
        let tunnel = try #require(CommandTunnel(file: "/tmp/a b/wg_0=+.-.conf"))
        #expect(tunnel.interface == "wg_0=+.-")
        #expect(tunnel.up.arguments == ["wg-quick", "up", "/tmp/a b/wg_0=+.-.conf"])
        // What it leaves changed is put back last.
        let undoing = try tunnel.undoing()
        #expect(undoing.count == 2)
        guard case .restore = undoing.first else { return #expect(Bool(false), "\(undoing)") }
        #expect(undoing.last == .run(arguments: tunnel.down, when: tunnel.status))
        for path in [
            "wg0.conf", "/etc/wg0", "/etc/.conf", "/etc/sixteen-letters-.conf", "/etc/w;g.conf",
        ] {
            #expect(CommandTunnel(file: path) == nil, "\(path)")
        }
    }
}
