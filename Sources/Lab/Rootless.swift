internal import Glibc

/// A lab without root: the whole command runs as the root of namespaces of its own.
enum Rootless {
    /// Runs this very executable in namespaces of its own, and tells its exit code.
    ///
    /// All that it starts dies with it, and it dies with us.
    static func rerun(_ tool: String) throws(LabError) -> Int32 {
        try examine()
        let signals = StopSignals()
        var program = Program([tool] + CommandLine.arguments.dropFirst())
        program.isConfined = true
        program.isAttached = true
        program.environment = LiveLab.ownEnvironment()
        program.folder = Files.currentFolder()
        let end: (code: Int32, stopped: Int32?)
        do throws(LabError) {
            end = try signals.wait(for: program.start())
        } catch {
            signals.release()
            throw LabError(.notRoot, "a lab needs root, or a user namespace", explain(error))
        }
        signals.release(end.stopped)
        return end.code
    }

    /// Whether we are the root of a namespace in which the machine's own root is nobody.
    static var isConfined: Bool {
        var facts = stat()
        return unsafe geteuid() == 0 && stat("/etc", &facts) == 0 && facts.st_uid != 0
    }

    /// Gives us an `/etc` that is ours: nodes put their own files over it, which its owner alone may.
    static func furnish() throws(LabError) {
        let copy = "/run/etc"
        try Files.makeFolder(copy)
        Files.copy("/etc", to: copy)
        guard unsafe mount(copy, "/etc", nil, UInt(MS_BIND), nil) == 0 else {
            throw .system(.failed, "cannot mount /etc", errno)
        }
    }

    /// Throws if something is missing that no namespace gives.
    private static func examine() throws(LabError) {
        for (setting, forbids) in settings where Files.text("/proc/sys/" + setting) == forbids {
            throw LabError(
                .notRoot, "a lab needs root, or a user namespace",
                "This machine forbids user namespaces: "
                    + "\(setting.split(separator: "/").joined(separator: ".")) is "
                    + "\(forbids.prefix { $0 != "\n" }).")
        }
        guard unsafe access("/dev/net/tun", R_OK | W_OK) == 0 else {
            throw LabError(
                .notRoot, "a lab needs root, or /dev/net/tun",
                "The tunnels are made with /dev/net/tun, which uid \(geteuid()) may not open "
                    + "(most systems have it with mode 0666).")
        }
    }

    /// Settings that forbid user namespaces, and with which value.
    private static let settings = [
        ("user/max_user_namespaces", "0\n"), ("kernel/unprivileged_userns_clone", "0\n"),
        ("kernel/apparmor_restrict_unprivileged_userns", "1\n"),
    ]

    private static func explain(_ error: LabError) -> String {
        "\(error.reason) You are uid \(geteuid()), and no namespace could be made. See "
            + settings.map { $0.0.split(separator: "/").joined(separator: ".") }
            .joined(separator: ", ") + "."
    }
}
