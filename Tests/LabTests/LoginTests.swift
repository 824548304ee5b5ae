internal import Foundation
internal import Glibc
internal import Testing

/// A server of logins.
private let loginServer = "/usr/sbin/sshd"

/// A drill never cuts the login that it was started from, whatever was agreed to.
@Suite(
    .sideBySide,
    .enabled(if: TestLab.hindrance == nil, Comment(rawValue: TestLab.hindrance ?? "")),
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: loginServer),
        "make install brings openssh-server"))
struct LoginTests {
    private static let port = "2222"

    /// A server of logins at a machine of a lab, with a key of its own that may log in.
    private final class Login {
        private let lab: TestLab
        private let address: String
        private let folder: URL
        private let server: Started

        init(_ lab: TestLab, at node: String, _ address: String) throws {
            self.lab = lab
            self.address = address
            folder = FileManager.default.temporaryDirectory
                .appending(path: "watertight-login-\(UUID().uuidString)")
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: false,
                attributes: [.posixPermissions: 0o700])
            let path = folder.path
            for name in ["host", "key"] {
                let made = try Started(program: [
                    "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "\(path)/\(name)",
                ])
                let outcome = try made.outcome()
                try #require(outcome.code == 0, "\(outcome.said)")
            }
            try """
            Port \(LoginTests.port)
            HostKey \(path)/host
            AuthorizedKeysFile \(path)/key.pub
            PidFile none
            PermitRootLogin prohibit-password
            PasswordAuthentication no
            StrictModes no
            UsePAM no
            """.write(toFile: "\(path)/sshd_config", atomically: true, encoding: .utf8)
            // The folder of a machine's own, which its server locks itself into before anybody is logged in.
            let made = try lab.run(node, "mkdir", "-p", "/run/sshd")
            try #require(made.code == 0, "\(made.said)")
            let server = try lab.start(
                node, [loginServer, "-D", "-e", "-f", "\(path)/sshd_config"])
            self.server = server
            try server.until { try server.said.contains("listening on 0.0.0.0") }
        }

        deinit {
            do {
                try server.kill()
                try FileManager.default.removeItem(at: folder)
            } catch { Issue.record(error) }
        }

        /// Runs a command over a login from another machine.
        func run(from node: String, _ command: String) throws -> (code: Int32, said: String) {
            let run = try lab.start(
                node,
                [
                    "ssh", "-F", "none", "-i", "\(folder.path)/key", "-p", LoginTests.port, "-o",
                    "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o",
                    "BatchMode=yes", "-o", "LogLevel=ERROR", "root@\(address)", command,
                ])
            return try run.outcome()
        }
    }

    @Test func aDrillOverALoginIsRefusedWithOrWithoutYes() throws {
        let lab = try TestLab("login")
        let facts = try lab.run("client", "ip", "-4", "-o", "addr", "show", "dev", "eth0").said
        let address = try #require(
            facts.split(separator: " ").first { $0.contains("/24") }?.prefix { $0 != "/" })
        let login = try Login(lab, at: "client", String(address))
        let works = try login.run(from: "mal", "echo it works")
        try #require(works.code == 0 && works.said == "it works\n", "\(works.said)")
        let before = try Ground.settled(lab)
        for words in ["", "--yes", "--yes --faults interface-deleted --no-input"] {
            let drill = try login.run(
                from: "mal",
                "WATERTIGHT_LAB=\(lab.name) \(Started.executable) drill \(words) "
                    + "--target 203.0.113.80 --zone leak.test")
            #expect(drill.code == 2, "\(drill.said)")
            #expect(drill.said.contains("this login runs over the network that a drill cuts"))
            #expect(drill.said.contains("drill.self_cut"))
        }
        #expect(try Ground.text(of: lab) == before)
        // What cuts nothing is not refused.
        let check = try login.run(
            from: "mal", "\(Started.executable) drill --plan --target 203.0.113.80")
        #expect(check.code == 0, "\(check.said)")
    }

    /// A terminal that was attached to again has no server above it; its shell began in a login.
    @Test func aShellThatWasStartedInALoginCutsNoLogin() throws {
        let lab = try TestLab("shell")
        let drill = try lab.start(
            "client",
            [
                "env", "SSH_CONNECTION=192.0.2.1 40000 192.0.2.2 22", "sh", "-c",
                "env -u SSH_CONNECTION \"$0\" drill --yes --target 203.0.113.80; exit $?",
                Started.executable,
            ])
        let outcome = try drill.outcome()
        #expect(outcome.code == 2 && outcome.said.contains("drill.self_cut"), "\(outcome.said)")
    }

    /// Who is logged in at another machine loses nothing.
    @Test func aDrillOfAnotherNetworkThanTheLoginsIsNotRefused() throws {
        let lab = try TestLab("behind")
        let login = try Login(lab, at: "core", "203.0.113.1")
        let client = try lab.manifest.holder(of: "client")
        let drill = try login.run(
            from: "srv",
            "nsenter -t \(client) -n -m \(Started.executable) drill --no-input --target 203.0.113.80"
        )
        // It goes as far as asking.
        #expect(drill.code == 2 && drill.said.contains("nobody has agreed"), "\(drill.said)")
    }
}
