internal import Foundation
internal import Testing

/// The configuration of `check`: what is read, where from, and how its mistakes are told.
struct ConfigTests {
    private func check(
        _ text: String, _ flags: [String] = [], environment: [String: String] = [:]
    ) throws -> Run {
        let folder = try TemporaryFolder()
        try folder.write(text, as: "watertight.yaml")
        return try Run(["config", "check"] + flags, in: folder.root, environment: environment)
    }

    @Test func everyKeyIsRead() throws {
        let run = try check(
            """
            version: 1
            tunnel: { interface: [wg0, wg1], driver: wireguard }
            uplink: eth0
            outer: ["203.0.113.10:51820,udp", "[2001:db8::1]:51820"]
            endpoints: { self: [203.0.113.80, 2001:db8:113::80], zone: leak.test }
            checks: [dns, leak.ntp]
            policy:
              fail_on: notice
              accept:
                - { check: leak.ntp, reason: known, until: 2030-01-01 }
            report: { redact: strict }
            out: [report.json, run/, "notes=text"]

            """)
        #expect(run.exitCode == 0, "\(run.errors)")
        #expect(run.output == "watertight.yaml is understood\n")
        #expect(try check("version: 1\nendpoints: none\n").exitCode == 0)
        let driven = """
            version: 1
            tunnel:
              driver: command
              interface: tun0
              up: ./client up --config lab.conf
              down: [./client, down, "now or never"]
              status: ./client status
              ready: { handshake_within: 2m }

            """
        #expect(try check(driven).exitCode == 0)
        for drill in [
            "{ faults: [entry-silent, boot], repeat: 5, grace: 0s, watch: full, rate: 1000 }",
            "{ faults: all }", "{ scenarios: [peer-blackhole, daemon-kill], grace: 500ms }",
            "{ drop: entry }", "{}",
        ] {
            #expect(try check("version: 1\ndrill: \(drill)\n").exitCode == 0, "\(drill)")
        }
        #expect(try check("{\"version\": 1, \"checks\": [\"dns\"]}\n").exitCode == 0)
    }

    @Test(arguments: [
        ("", "watertight.yaml is empty"),
        ("checks: [dns]\n", "lacks \"version\""),
        ("version: 2\n", "watertight.yaml:1:10: \"2\" is no value for \"version\""),
        ("version: 1\ntunel: { interface: wg0 }\n", "watertight.yaml:2:1: unknown key \"tunel\""),
        ("version: 1\ntunel: { interface: wg0 }\n", "Did you mean \"tunnel\"?"),
        ("version: 1\ntunnel: { device: wg0 }\n", "watertight.yaml:2:11: unknown key \"device\""),
        (
            "version: 1\ntunnel: { driver: openvpn }\n",
            "The drivers are wireguard and command."
        ),
        ("version: 1\ntunnel: { driver: command, up: vpn up }\n", "lacks \"up\" or \"down\""),
        (
            "version: 1\ntunnel: { driver: command, up: \"vpn 'a b'\", down: vpn }\n",
            "No shell reads it: give a list of words."
        ),
        ("version: 1\ntunnel: { driver: command, up: a; b, down: c }\n", "No shell reads it"),
        (
            "version: 1\ntunnel: { driver: command, up: [], down: c }\n",
            "It is a command, or a list of its words."
        ),
        (
            "version: 1\ntunnel: { driver: command, up: a, down: { b: c } }\n",
            "It is a command, or a list of its words."
        ),
        (
            "version: 1\ntunnel: { driver: command, up: a, down: b, ready: { handshake_within: 10 } }\n",
            "It is a time such as 10s"
        ),
        ("version: 1\ntunnel: { interface: wg0, up: a }\n", "unknown key \"up\""),
        ("version: 1\ntunnel: { file: absent.conf }\n", "cannot read \"absent.conf\""),
        ("version: 1\ntunnel: { file: wg0 }\n", "\"wg0\" is no value for \"file\""),
        (
            "version: 1\ntunnel: { file: ./sixteen-letters-.conf }\n", "is no file of wg-quick"
        ),
        (
            "version: 1\ntunnel: { file: wg0.conf, interface: wg0 }\n", "name only one"
        ),
        ("version: 1\ntunnel: wg0\n", "watertight.yaml:2:9: tunnel is not a map"),
        ("version: 1\nouter: 203.0.113.10/33\n", "watertight.yaml:2:8: "),
        ("version: 1\nchecks: [dsn]\n", "Did you mean \"dns\"?"),
        ("version: 1\nchecks: [{ a: b }]\n", "watertight.yaml:2:10: checks holds no word"),
        ("version: 1\nendpoints: all\n", "watertight.yaml:2:12: "),
        ("version: 1\nendpoints: { self: responder.example }\n", "watertight.yaml:2:20: "),
        ("version: 1\nendpoints: { zone: \"a..b\" }\n", "watertight.yaml:2:20: "),
        ("version: 1\npolicy:\n  fail_on: always\n", "watertight.yaml:3:12: "),
        ("version: 1\nout: report.pdf\n", "watertight.yaml:2:6: "),
        ("version: 1\nreport: share\n", "watertight.yaml:2:9: report is not a map"),
        (
            "version: 1\nreport: { redact: all }\n",
            "watertight.yaml:2:19: \"all\" is no value for \"redact\""
        ),
        ("version: 1\nreport: { mask: share }\n", "unknown key \"mask\""),
        ("version: 1\nversion: 1\n", "watertight.yaml is not YAML"),
        ("version: &a 1\n", "watertight.yaml:1:10: anchors, aliases and tags are not read"),
        ("lab: {}\nversion: 1\n", "watertight.yaml:1:1: unknown key \"lab\""),
        ("version: 1\ndrill: all\n", "watertight.yaml:2:8: drill is not a map"),
        (
            "version: 1\ndrill:\n  watching: 15s\n",
            "watertight.yaml:3:3: unknown key \"watching\" in drill"
        ),
        ("version: 1\ndrill: { wach: 15s }\n", "Did you mean \"watch\"?"),
        ("version: 1\ndrill: { watch: 15 }\n", "watertight.yaml:2:17: \"15\" is no value"),
        ("version: 1\ndrill: { watch: 2h }\n", "It is a time such as 15s, up to 1h, or full."),
        ("version: 1\ndrill: { grace: 0 }\n", "It is a time such as 500ms or 2s, up to 1h."),
        ("version: 1\ndrill: { rate: 1001 }\n", "watertight.yaml:2:16: \"1001\" is no value"),
        ("version: 1\ndrill: { repeat: 0 }\n", "It is a number, 1 to 20."),
        (
            "version: 1\ndrill: { faults: [boot, entry-silence] }\n",
            "Did you mean \"entry-silent\"?"
        ),
        ("version: 1\ndrill: { faults: [all, boot] }\n", "\"all\" is no value for \"faults\""),
        (
            "version: 1\ndrill:\n  scenarios: [daemonkill]\n",
            "watertight.yaml:3:14: \"daemonkill\" is no value for \"scenarios\""
        ),
        ("version: 1\ndrill: { scenarios: daemonkill }\n", "Did you mean \"daemon-kill\"?"),
        ("version: 1\ndrill: { drop: iFace }\n", "Did you mean \"iface\"?"),
        (
            "version: 1\ndrill: { drop: entry, faults: boot }\n",
            "watertight.yaml: drill names its faults more than once"
        ),
    ])
    func aMistakeIsToldWithItsPlace(_ text: String, _ told: String) throws {
        let run = try check(text)
        #expect(run.exitCode == 2)
        #expect(run.errors.contains(told), "\(run.errors)")
        #expect(run.errors.contains("watertight explain config.invalid"))
    }

    @Test func theSameMistakeKeepsCheckFromRunning() throws {
        let folder = try TemporaryFolder()
        try folder.write("version: 1\nuplnk: eth0\n", as: "watertight.yaml")
        let run = try Run(["check"], in: folder.root)
        #expect(run.exitCode == 2)
        #expect(run.errors.contains("watertight.yaml:2:1: unknown key \"uplnk\""))
    }

    @Test func aDrillDoesWhatItsMapSaysUnlessAFlagSaysOtherwise() throws {
        let folder = try TemporaryFolder()
        try folder.write("[Interface]\n", as: "wtabsent.conf")
        try folder.write(
            """
            version: 1
            tunnel: { file: ./wtabsent.conf }
            drill: { scenarios: interface-down, watch: 7s, rate: 40 }

            """, as: "watertight.yaml")
        let plan = { (flags: [String]) in
            let run = try Run(["drill", "--plan"] + flags, in: folder.root)
            #expect(run.exitCode == 0, "\(run.errors)")
            return run.output
        }
        let told = try plan([])
        #expect(told.contains("drill      interface-down, watched for 7 s"), "\(told)")
        #expect(told.contains("drill      interface-deleted, watched for 7 s"))
        #expect(told.contains("traffic    40 canaries a second"))
        let flagged = try plan(["--drop", "client", "--watch", "3s", "--rate", "50"])
        #expect(flagged.contains("drill      client-sigkill, watched for 3 s"), "\(flagged)")
        #expect(flagged.contains("traffic    50 canaries a second"))
        #expect(!flagged.contains("interface-down"))
    }

    @Test func aDrillIsRepeatedAsItsMapSays() throws {
        let folder = try TemporaryFolder()
        try folder.write("kept", as: "run-2")
        try folder.write("version: 1\ndrill: { repeat: 2 }\nout: run/\n", as: "watertight.yaml")
        // Where nothing is repeated, one folder is written, and that is not taken.
        let drill = try Run(["drill", "--yes"], in: folder.root)
        #expect(drill.exitCode == 4 && drill.errors.contains("run-2"), "\(drill.errors)")
        for words in [["check"], ["drill", "--yes", "--repeat", "1"]] {
            let run = try Run(words + ["--netns", "absent"], in: folder.root)
            #expect(run.errors.contains("cannot enter the namespace"), "\(run.errors)")
        }
    }

    @Test func theNearestFileIsTaken() throws {
        let folder = try TemporaryFolder()
        let user = folder.path("home/watertight")
        try FileManager.default.createDirectory(atPath: user, withIntermediateDirectories: true)
        try folder.write("version: 1\n", as: "home/watertight/config.yaml")
        let environment = ["XDG_CONFIG_HOME": folder.path("home")]
        let users = try Run(["config", "check"], in: folder.root, environment: environment)
        #expect(users.output.hasSuffix("home/watertight/config.yaml is understood\n"))
        try folder.write("version: 1\n", as: "watertight.yaml")
        let own = try Run(["config", "check"], in: folder.root, environment: environment)
        #expect(own.output == "watertight.yaml is understood\n")
        try folder.write("version: 1\n", as: "other.yaml")
        let named = try Run(["config", "check", "other.yaml"], in: folder.root)
        #expect(named.output == "other.yaml is understood\n")
        let told = try Run(
            ["config", "check"], in: folder.root,
            environment: ["WATERTIGHT_CONFIG": "other.yaml"])
        #expect(told.output == "other.yaml is understood\n")
        #expect(try Run(["config", "check", "none"], in: folder.root).exitCode == 2)
        #expect(try Run(["config", "check", "absent.yaml"], in: folder.root).exitCode == 2)
        // Standard input is empty here.
        let stdin = try Run(["config", "check", "-"], in: folder.root)
        #expect(stdin.exitCode == 2 && stdin.errors.contains("stdin is empty"))
    }

    @Test func aFileThatAnybodyMayWriteIsNotTakenUnnamed() throws {
        let folder = try TemporaryFolder()
        try folder.write("version: 1\n", as: "watertight.yaml")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o666], ofItemAtPath: folder.path("watertight.yaml"))
        let found = try Run(["config", "check"], in: folder.root)
        #expect(found.exitCode == 2 && found.errors.contains("somebody else"))
        #expect(try Run(["config", "check", "watertight.yaml"], in: folder.root).exitCode == 0)
    }

    @Test func whatInitWritesIsUnderstoodAndNeverReplaced() throws {
        let folder = try TemporaryFolder()
        let first = try Run(["config", "init", "--for", "person"], in: folder.root)
        #expect(first.exitCode == 0, "\(first.errors)")
        #expect(try Run(["config", "check"], in: folder.root).exitCode == 0)
        let text = try String(contentsOfFile: folder.path("watertight.yaml"), encoding: .utf8)
        let again = try Run(["config", "init"], in: folder.root)
        #expect(again.exitCode == 4 && again.errors.contains("is not replaced"))
        #expect(
            try String(contentsOfFile: folder.path("watertight.yaml"), encoding: .utf8) == text)
    }
}
