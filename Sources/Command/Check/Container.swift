internal import Glibc

/// Whether we stand in a container, whose network is not all that leaves the machine.
enum Container {
    /// The code of what cannot be told then.
    static let code = "env.container"

    /// Files that container engines leave: Docker, Podman, and whatever speaks to systemd.
    private static let files = ["/.dockerenv", "/run/.containerenv", "/run/systemd/container"]

    /// Whether one of them is there.
    static var isAround: Bool { files.contains { unsafe access($0, F_OK) == 0 } }
}
