internal import Glibc
internal import Wire

/// The control groups of the unified hierarchy (cgroups(7)).
enum ControlGroups {
    /// Folders that are looked at, so that no machine keeps us busy.
    private static let most = 20_000

    /// The path of the group that the kernel has this number for: the inode of its folder.
    static func path(of group: UInt64) -> OutsideText? {
        guard let root = root() else { return nil }
        var waiting = [""]
        var looked = 0
        while let path = waiting.popLast(), looked < most {
            var status = stat()
            guard unsafe lstat(root + path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR
            else { continue }
            if status.st_ino == group { return OutsideText(path.isEmpty ? "/" : path) }
            looked += 1
            waiting += (Folder.namesIfAny(of: root + path) ?? []).map { path + "/" + $0 }
        }
        return nil
    }

    /// Where the hierarchy is mounted.
    private static func root() -> String? {
        ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"].first {
            unsafe access($0 + "/cgroup.controllers", F_OK) == 0
        }
    }
}
