internal import Glibc

/// systemd-resolved of the client, the real one, on a bus of its own.
struct ResolvedService {
    let lab: LiveLab
    private let daemon: String
    private let control: String

    /// Looks for its programs: where our own environment has programs, and where packages put them.
    init(_ lab: LiveLab) throws(LabError) {
        self.lab = lab
        guard let daemon = Files.program("systemd-resolved"),
            let control = Files.program("resolvectl"), Files.program("dbus-daemon") != nil
        else {
            throw LabError(
                .failed, "systemd-resolved is not there",
                "It, resolvectl and dbus-daemon must be in the path; make test brings them.")
        }
        (self.daemon, self.control) = (daemon, control)
    }

    /// Starts it, and lets it serve the client: it asks the tunnel's resolver through the tunnel, and the
    /// home router for nothing.
    func start() throws(LabError) {
        let root = try lab.root(of: .client)
        for folder in ["/run/dbus", "/run/systemd", "/etc/systemd"] {
            try Files.makeFolder(root + folder)
        }
        // It gives its privileges up for this user, whom no machine of a lab knows.
        try lab.write(
            etc: "passwd",
            "systemd-resolve:x:0:0::/:/usr/sbin/nologin\n"
                + (Files.text(root + "/etc/passwd") ?? ""),
            of: .client)
        try lab.write(etc: "systemd/resolved.conf", ResolvedService.settings, of: .client)
        try lab.start(ResolvedService.bus).wait()
        let daemon = daemon
        try lab.start(
            Service(
                node: .client, name: "systemd-resolved", arguments: { _ in [daemon] },
                ready: .listening(53))
        ).wait()
        try Wait.until("systemd-resolved on its bus") { () throws(LabError) in
            try lab.start([control, "status"], on: .client, log: "steps.log").wait() == 0
        }
        try control(["dns", "wg0", lab.design.resolver])
        try control(["dns", "eth0", Addresses.router])
        try takeAllNames(true)
        try lab.write(etc: "resolv.conf", "nameserver 127.0.0.53\n", of: .client)
    }

    /// Gives the tunnel all names and the home router none, or the other way round.
    func takeAllNames(_ isTight: Bool) throws(LabError) {
        try control(["domain", "wg0", isTight ? "~." : ""])
        try control(["default-route", "wg0", isTight ? "true" : "false"])
        try control(["default-route", "eth0", isTight ? "false" : "true"])
    }

    private func control(_ words: [String]) throws(LabError) {
        try lab.run(.client, [control] + words)
    }

    // Nothing is kept, and neighbours are not asked, so that every question goes to a server.
    private static let settings = """
        [Resolve]
        DNS=
        FallbackDNS=
        LLMNR=no
        MulticastDNS=no
        DNSSEC=no
        Cache=no

        """

    // Only this lab's root is here, so everybody may do everything.
    private static let bus = Service(
        node: .client, name: "dbus-daemon",
        files: { _ in
            [
                "bus.conf": """
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
                 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig>
                  <type>system</type>
                  <listen>unix:path=/run/dbus/system_bus_socket</listen>
                  <auth>EXTERNAL</auth>
                  <policy context="default">
                    <allow user="*"/>
                    <allow own="*"/>
                    <allow send_destination="*"/>
                    <allow receive_sender="*"/>
                  </policy>
                </busconfig>

                """
            ]
        },
        arguments: {
            ["dbus-daemon", "--config-file=\($0)bus.conf", "--nofork", "--nopidfile"]
                + ["--print-address=1"]
        }, ready: .said("unix:path="))
}

extension Files {
    /// Where a program is; nil if it is nowhere.
    fileprivate static func program(_ name: String) -> String? {
        let path = LiveLab.ownEnvironment().first { $0.hasPrefix("PATH=") }?.dropFirst(5) ?? ""
        let folders =
            path.split(separator: ":").map(String.init)
            + ["/usr/bin", "/usr/lib/systemd", "/lib/systemd"]
        return folders.map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
    }
}
