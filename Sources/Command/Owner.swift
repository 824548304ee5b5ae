internal import Glibc

/// Who files of ours belong to: whoever called sudo, so that a report is not root's.
enum Owner {
    /// Who called sudo; nil if we are not root, or root itself is at work (sudo(8), SUDO_UID).
    static var caller: (user: uid_t, group: gid_t)? {
        guard geteuid() == 0, let user = number("SUDO_UID"), let group = number("SUDO_GID"),
            isKnown(user)
        else { return nil }
        return (user, group)
    }

    /// Whether there is such a user here. In a user namespace of one user there is no other, and that
    /// one is somebody ordinary outside (user_namespaces(7)).
    static func isKnown(_ user: uid_t) -> Bool {
        let map = SmallFile.bytes(of: "/proc/self/uid_map", most: 4096) ?? []
        return String(decoding: map, as: UTF8.self).split(separator: "\n").contains { line in
            let numbers = line.split(separator: " ").compactMap { UInt64($0) }
            guard numbers.count == 3, numbers[0] <= UInt64(user) else { return false }
            return UInt64(user) - numbers[0] < numbers[2]
        }
    }

    /// Gives a file that we have made and not named yet.
    static func give(_ descriptor: Int32) -> Bool {
        guard let caller else { return true }
        return fchown(descriptor, caller.user, caller.group) == 0
    }

    /// Who a recording shall belong to: whoever called sudo, else we.
    static var heir: (user: uid_t, group: gid_t) { caller ?? (geteuid(), getegid()) }

    /// Gives a folder and the plain files in it, without following any link; false if one of them
    /// cannot be given. `parent` is the open folder that it is in.
    static func give(
        _ name: String, in parent: Int32 = AT_FDCWD, to owner: (user: uid_t, group: gid_t),
        modes: (folder: mode_t, file: mode_t) = (0o700, 0o600)
    ) -> Bool {
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let folder = unsafe openat(parent, name, flags | O_DIRECTORY)
        guard folder >= 0 else { return false }
        defer { close(folder) }
        for name in RunFolder.files(".", in: folder) {
            let file = unsafe openat(folder, name, flags)
            guard file >= 0 else { return false }
            defer { close(file) }
            guard isPlain(file), fchown(file, owner.user, owner.group) == 0,
                fchmod(file, modes.file) == 0
            else { return false }
        }
        return fchown(folder, owner.user, owner.group) == 0 && fchmod(folder, modes.folder) == 0
    }

    /// Whether it is a file with one name: another could be somebody else's file.
    static func isPlain(_ descriptor: Int32) -> Bool {
        var status = stat()
        return unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && status.st_nlink == 1
    }

    private static func number(_ name: String) -> UInt32? {
        Output.environment(name).flatMap { text in
            text.utf8.allSatisfy { 48...57 ~= $0 } ? UInt32(text) : nil
        }
    }
}
