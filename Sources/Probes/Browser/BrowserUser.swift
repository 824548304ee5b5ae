internal import Foundation
internal import Glibc

/// Who a browser runs as: never root.
struct BrowserUser {
    /// Its number.
    let uid: uid_t
    private let isRoot: Bool

    /// Nobody if this process is root (Debian Policy, 9.2.2), else whoever runs it.
    static var current: BrowserUser {
        let own = geteuid()
        return BrowserUser(uid: own == 0 ? 65_534 : own, isRoot: own == 0)
    }

    /// Where its folder goes by itself; root's own place for temporary files is closed to nobody.
    var place: String {
        let own = isRoot ? nil : ProcessInfo.processInfo.environment["TMPDIR"]
        return own.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    }

    /// What a program's arguments begin with to run as this user, and to end with the thread that
    /// started it.
    var prefix: [String] {
        let drop = [
            "--reuid=\(uid)", "--regid=\(uid)", "--clear-groups", "--no-new-privs",
            "--inh-caps=-all", "--bounding-set=-all",
        ]
        return ["setpriv", "--pdeathsig=KILL"] + (isRoot ? drop : []) + ["--"]
    }

    /// Makes a folder this user's own; whether it is.
    func own(_ folder: Int32) -> Bool { !isRoot || fchown(folder, uid, uid) == 0 }
}
