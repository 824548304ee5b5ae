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

    private func tunnel(up: [String], status: [String], on machine: Machine) -> CommandTunnel {
        CommandTunnel(
            up: Program(up), down: Program(["ip", "link", "del", "tun5"]),
            status: Program(status),
            attached: AttachedTunnel(
                name: OutsideText("by hand"), interfaces: ["tun5"],
                outerFlows: OuterFlow("198.51.100.10:1194,udp").map { [$0] } ?? []),
            on: machine)
    }

    @Test(.enabled(if: TestNetwork.isPossible))
    func commandsBringATunnelUpAndDown() async throws {
        let network = try await TestNetwork()
        let tunnel = tunnel(
            up: ["ip", "tuntap", "add", "tun5", "mode", "tun"],
            status: ["ip", "link", "show", "tun5"], on: network.machine)
        #expect(try await !tunnel.isUp())
        try await tunnel.connect()
        #expect(try await tunnel.isUp())
        await #expect(throws: TunnelError(.interface, subject: "", reason: "")) {
            try await tunnel.describe()
        }
        try await network.run("ip link set tun5 up")
        let description = try await tunnel.describe()
        #expect(description.outerFlows.map(\.value.description) == ["198.51.100.10:1194,udp"])
        #expect(description.outerFlows.map(\.source) == [.user])
        #expect(description.interfaces == [Told(OutsideText("tun5"), by: .user)])
        try await tunnel.disconnect()
        #expect(try await !tunnel.isUp())
        await #expect(throws: TunnelError(.program, subject: "", reason: "")) {
            try await tunnel.disconnect()
        }
    }

    @Test func aStatusThatDoesNotAnswerIsAnError() async {
        await #expect(throws: TunnelError(.program, subject: "", reason: "")) {
            try await tunnel(up: ["true"], status: ["sh", "-c", "kill -9 $$"], on: Machine()).isUp()
        }
    }

    @Test func anAttachedTunnelWithoutFlowsIsDoubted() async throws {
        let tunnel = AttachedTunnel(
            name: OutsideText("proxy"), interfaces: [], outerFlows: [])
        #expect(try await tunnel.describe().doubts.count == 1)
    }
}
