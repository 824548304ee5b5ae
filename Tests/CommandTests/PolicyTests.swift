internal import Evidence
internal import Testing
internal import Wire

/// What a policy lets pass, and what of a policy is not read.
struct PolicyTests {
    /// All strays go to this server.
    private static let entry = """
        name: backup
            dst: 203.0.113.0/24
            proto: tcp
            port: 443
            reason: nightly copy
        """

    @Test func whatAnEntryAllowsIsCountedAndNoLeak() throws {
        let run = try judge("allow:\n  - \(PolicyTests.entry)\n    until: 2030-01-01\n")
        #expect(run.exitCode == 0)
        let row = try run.report.row("policy.1")
        #expect(row?.outside_packet_count == 3)
        #expect(row?.result == "expected")
        #expect(row?.rule == "backup: nightly copy")
        #expect(try run.report.policy.allow.map(\.name) == ["backup"])
    }

    @Test(arguments: [
        "port: 443|port: 444", "proto: tcp|proto: udp", "203.0.113.0/24|198.51.100.0/24",
    ])
    func anEntryAllowsNothingElse(_ change: String) throws {
        let parts = change.split(separator: "|").map(String.init)
        let entry = PolicyTests.entry.replacing(parts[0], with: parts[1])
        #expect(try judge("allow:\n  - \(entry)\n    until: 2030-01-01\n").exitCode == 1)
    }

    @Test func anEntryHoldsOnItsLastDayAndNotAfter() throws {
        let text = "allow:\n  - \(PolicyTests.entry)\n    until: 2026-11-22\n"
        // Noon of that day, and noon of the next.
        let last = try judge(text, epoch: "1795348800")
        #expect(last.exitCode == 0)
        let after = try judge(text, epoch: "1795435200")
        #expect(after.exitCode == 1)
        #expect(
            try after.report.limits.contains {
                $0.reason_code == "policy.expired" && $0.text.contains("backup")
            })
    }

    @Test func anEntryOfAStageHoldsInThatStageOnly() throws {
        let text = "allow:\n  - \(PolicyTests.entry)\n    stage: faulted\n    until: 2030-01-01\n"
        #expect(try judge(text).exitCode == 1)
        let start = MadeCapture.start / 1_000_000_000
        let run = try judge(text, ["--stage", "faulted=\(start)"])
        #expect(run.exitCode == 0)
        #expect(try run.report.row("policy.1", stage: "faulted")?.outside_packet_count == 3)
        let listed = """
            stages:
              faulted:
                allow:
                  - name: backup
                    dst: 203.0.113.80
                    reason: nightly copy
                    until: 2030-01-01
            """
        #expect(try judge(listed).exitCode == 1)
        #expect(try judge(listed, ["--stage", "faulted=\(start)"]).exitCode == 0)
    }

    @Test func theControlPlaneIsToldAsSuch() throws {
        let run = try judge("control_plane:\n  - \(PolicyTests.entry)\n    until: 2030-01-01\n")
        #expect(run.exitCode == 0)
        #expect(try run.report.row("policy.1")?.rule == "backup: nightly copy")
    }

    @Test func anAcceptedResultIsOneStepMilderAndStaysVisible() throws {
        let text = "accept:\n  - {check: leak.ipv4-direct, reason: known, until: 2030-01-01}\n"
        let run = try judge(text)
        #expect(run.exitCode == 1)
        let finding = try #require(try run.report.finding("leak.ipv4-direct"))
        #expect(finding.severity == "high")
        #expect(finding.packet_count == 3)
        let other = try judge(
            "accept:\n  - {check: dns.underlay-53, reason: known, until: 2030-01-01}\n")
        #expect(try other.report.finding("leak.ipv4-direct")?.severity == "critical")
        let expired = try judge(
            "accept:\n  - {check: leak.ipv4-direct, reason: known, until: 2020-01-01}\n")
        #expect(try expired.report.finding("leak.ipv4-direct")?.severity == "critical")
    }

    @Test(arguments: ["allow_lan: true\n", ""])
    func theLocalNetworkIsToleratedButNotItsResolver(_ text: String) throws {
        var scene = try Scene()
        scene.outside.add(
            FrameBuilder(from: Specimen.host, to: MACAddress(0x0100_5e00_00fb)).udp(
                Specimen.address, 5353, IPAddress(v4: 0xe000_00fb), 5353,
                Array(Scene.lookUp.dropFirst(2)), hopLimit: 255))
        scene.outside.add(
            Specimen.sent.tcp(Specimen.address, 40_002, IPAddress(v4: 0xc0a8_3240), 445, []))
        try scene.folder.write(text, as: "policy.yaml")
        let flags = text.isEmpty ? ["--allow-lan"] : ["--policy", "policy.yaml"]
        let run = try scene.analyze(nil, Scene.outer + Scene.host + flags)
        #expect(run.exitCode == 0)
        #expect(try run.report.row("policy.allow_lan")?.outside_packet_count == 2)
        #expect(try scene.analyze().exitCode == 1)
        scene.outside.add(Scene.query)
        let asked = try scene.analyze(nil, Scene.outer + Scene.host + flags)
        #expect(asked.exitCode == 1)
        #expect(try asked.report.leaks.map(\.check_id) == ["dns.underlay-53"])
    }

    @Test func theLocalNetworkIsAFixedListOfRanges() throws {
        #expect(try judge("allow_lan: true\n").exitCode == 1)
    }

    @Test func failOnSaysWhichFindingsCountAndNeverSeals() throws {
        #expect(try judge("fail_on: never\n").exitCode == 3)
        #expect(try judge("fail_on: notice\n").exitCode == 1)
    }

    @Test func aWholeConfigurationMayBeGiven() throws {
        let text =
            "policy:\n  allow:\n    - {name: a, dst: 203.0.113.80, reason: b, until: 2030-01-01}\n"
        #expect(try judge(text).exitCode == 0)
    }

    @Test func anEmptyPolicyIsTheDefault() throws {
        #expect(try judge("").exitCode == 1)
        #expect(try judge("# nothing\n").exitCode == 1)
    }

    @Test(arguments: [
        ("allow_lan: true\nallow_wan: true\n", "policy.yaml:2:1"),
        ("stages:\n  connected:\n    block: []\n", "policy.yaml:3:5"),
        ("allow:\n  - name: a\n    dest: 192.0.2.1\n", "\"dst\""),
        ("allow:\n  - {name: a, dst: 192.0.2.1, reason: b}\n", "\"until\""),
        ("allow:\n  - {name: a, dst: 192.0.2.1, until: 2030-01-01}\n", "\"reason\""),
        ("allow:\n  - {name: a, dst: nowhere, reason: b, until: 2030-01-01}\n", "\"nowhere\""),
        ("allow:\n  - {name: a, dst: 192.0.2.1, reason: b, until: 2030-02-30}\n", "2030-02-30"),
        ("allow:\n  - {name: a, dst: 192.0.2.1, reason: b, until: tomorrow}\n", "tomorrow"),
        (
            "allow:\n  - {name: a, dst: 192.0.2.1, port: 99999, reason: b, until: 2030-01-01}\n",
            "99999"
        ),
        ("allow_lan: NO\n", "\"NO\""),
        ("allow_lan: yes\n", "\"yes\""),
        ("killswitch: sometimes\n", "sometimes"),
        ("fail_on: warning\n", "warning"),
        ("allow: &a []\n", "policy.yaml:1:8: anchors"),
        ("strict: true\nallow:\t*a\n", "policy.yaml:2:8: anchors"),
        ("strict: !!bool true\n", "policy.yaml:1:9: anchors"),
        ("policy: &a {strict: true}\n", "anchors"),
        ("- a\n- b\n", "not a map"),
        ("just a text\n", "not a map"),
        ("allow_lan: [true]\n", "single value"),
        ("a: {b: [\n", "not YAML"),
        (String(repeating: "? ", count: 30_000), "not YAML"),
        (String(repeating: "[", count: 100_000 / 2), "nested too deeply"),
        (String(repeating: "- ", count: 30_000), "nested too deeply"),
        (String(repeating: "#", count: 70_000), "64 KiB"),
    ])
    func whatIsNotUnderstoodIsRefused(_ text: String, _ told: String) throws {
        let run = try judge(text)
        #expect(run.exitCode == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("exit 2, watertight explain policy.invalid"))
        #expect(run.errors.replacing("\n  ", with: " ").contains(told), "\(run.errors)")
    }

    @Test func textMayHoldTheCharactersOfAnchors() throws {
        let text =
            "# see *the* &rest\nallow:\n  - {name: R & D!, dst: 203.0.113.80, reason: a*b, until: 2030-01-01}\n"
        #expect(try judge(text).exitCode == 0)
    }

    @Test func aNameThatLooksLikeATruthStaysAWord() throws {
        let text = "allow:\n  - {name: NO, dst: 203.0.113.80, reason: on, until: 2030-01-01}\n"
        let run = try judge(text)
        #expect(run.exitCode == 0)
        #expect(try run.report.row("policy.1")?.rule == "NO: on")
    }

    @Test func anAliasCannotBlowAPolicyUp() throws {
        // The bomb is a key, which the parser itself compares with the others.
        let text =
            "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
            + "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
            + "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"
            + "g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: &h [*g,*g,*g,*g,*g,*g,*g,*g,*g]\n? *h\n: 1\n"
        #expect(try judge(text).exitCode == 2)
    }

    /// Judges three stray frames under a policy.
    private func judge(
        _ text: String, _ flags: [String] = [], epoch: String? = nil
    ) throws -> Run {
        let scene = try Scene(strays: 3)
        try scene.folder.write(text, as: "policy.yaml")
        try scene.folder.write(scene.outside.pcap(), as: "eth0.pcap")
        try scene.folder.write(scene.inside.pcap(.raw), as: "tun.pcap")
        return try Run(
            ["analyze", "eth0.pcap", "-f", "json", "--policy", "policy.yaml"] + Scene.outer
                + Scene.host + Scene.tunnel + flags, in: scene.folder.root,
            environment: epoch.map { ["SOURCE_DATE_EPOCH": $0] } ?? [:])
    }
}
