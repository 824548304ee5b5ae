internal import Foundation
internal import Testing

/// A drill names what a weak kill switch forgets, and that alone.
@Suite(
    .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")))
struct DrillShapeTests {
    /// What `drill` finds in a lab under one fault.
    private static func drill(
        _ lab: TestLab, _ fault: String, _ words: [String] = []
    ) throws -> Judged {
        let report = FileManager.default.temporaryDirectory
            .appending(path: "watertight-drill-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: report) }
        let run = try lab.start(
            "client",
            [
                "sh", "-c",
                "exec \"$0\" \"$@\" ${WATERTIGHT_LAB_TUNNEL:+-t $WATERTIGHT_LAB_TUNNEL}",
                Started.executable, "drill", "--yes", "--target", "203.0.113.80", "--target",
                "2001:db8:113::80", "--zone", "leak.test", "--faults", fault, "--watch", "3s",
                "--rate", "5",
                "-o", report.path,
            ] + words)
        let code = try run.end()
        let said = try run.said
        try #require(FileManager.default.fileExists(atPath: report.path), "\(code): \(said)")
        return try Judged(report.path)
    }

    private static func forgotten(_ judged: Judged) -> Set<String> {
        judged.failed.filter { $0.hasPrefix("killswitch.") || $0 == "leak.forwarded" }
    }

    @Test func aTableForOneVersionOfIPForgetsTheOther() throws {
        let lab = try TestLab("family", ["--home-ipv6", "--killswitch", "weak-family"])
        let judged = try DrillShapeTests.drill(lab, "interface-deleted")
        #expect(DrillShapeTests.forgotten(judged) == ["killswitch.family-gap"])
        #expect(judged.verdict(of: "killswitch.interface-down") == "pass")
    }

    @Test func withoutRulesBothVersionsOfIPLeave() throws {
        let lab = try TestLab("both", ["--home-ipv6"])
        let judged = try DrillShapeTests.drill(lab, "interface-deleted")
        #expect(DrillShapeTests.forgotten(judged) == ["killswitch.interface-down"])
        #expect(judged.verdict(of: "killswitch.family-gap") == "notApplicable")
    }

    @Test func rulesForOutputForgetWhatOthersSend() throws {
        let lab = try TestLab("others", ["--forwarding", "--killswitch", "weak-output"])
        let judged = try DrillShapeTests.drill(lab, "interface-deleted")
        #expect(DrillShapeTests.forgotten(judged) == ["leak.forwarded"])
        #expect(judged.verdict(of: "killswitch.interface-down") == "pass")
    }

    @Test(arguments: ["strict", "wg-quick"])
    func onlyRulesThatAreThereFirstHoldTheStart(_ shape: String) throws {
        let lab = try TestLab("start", ["--no-connect", "--killswitch", shape])
        #expect(try TestLab.isReady(lab.name))
        let judged = try DrillShapeTests.drill(lab, "boot,interface-deleted")
        #expect(
            DrillShapeTests.forgotten(judged)
                == (shape == "strict" ? [] : ["killswitch.boot-preconnect"]))
        for check in ["interface-down", "established", "recovery"] {
            #expect(judged.verdict(of: "killswitch.\(check)") == "pass", "\(check)")
        }
        // The drill takes down what it brought up, and the list of resolvers with it.
        #expect(try lab.run("client", "ip", "link", "show", "dev", "wg0").code != 0)
        let list = try lab.run("client", "cat", "/etc/resolv.conf").said
        #expect(list.contains("192.168.50.1"))
    }

    @Test(arguments: ["strict", "none"])
    func aChangeOfTheServerOpensWhereNothingBlocks(_ shape: String) throws {
        let lab = try TestLab("change", ["--killswitch", shape])
        let judged = try DrillShapeTests.drill(lab, "server-switch")
        #expect(
            DrillShapeTests.forgotten(judged)
                == (shape == "strict" ? [] : ["killswitch.switch-gap"]))
        if shape == "strict" {
            #expect(judged.failed.isEmpty)
            #expect(judged.verdict(of: "killswitch.switch-gap") == "pass")
        }
        #expect(judged.verdict(of: "killswitch.recovery") != "fail")
    }

    @Test func theStartOfATunnelThatIsUpCannotBeDrilled() throws {
        let lab = try TestLab("late")
        let run = try lab.start(
            "client", [Started.executable, "drill", "--yes", "--faults", "boot"])
        #expect(try run.end() == 4)
        #expect(try run.said.contains("boot cannot be injected here"))
    }

    @Test func theStrictOneForgetsNothing() throws {
        let lab = try TestLab(
            "strict", ["--home-ipv6", "--forwarding", "--killswitch", "strict"])
        let judged = try DrillShapeTests.drill(lab, "interface-deleted")
        #expect(judged.failed.isEmpty)
        for check in ["interface-down", "established", "family-gap", "dns-exempt", "recovery"] {
            #expect(judged.verdict(of: "killswitch.\(check)") == "pass", "\(check)")
        }
        #expect(judged.verdict(of: "leak.forwarded") == "pass")
    }
}
