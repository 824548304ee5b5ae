internal import Glibc

/// A browser of the Chromium family that is installed.
struct InstalledBrowser {
    /// The names that packages give them. Those that people use come first; the one without a
    /// window is there for programs like this one.
    private static let names = [
        "chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome",
        "brave-browser", "microsoft-edge-stable", "chromium-headless-shell", "headless-shell",
    ]

    /// Where it is.
    let path: String

    /// The browsers in some folders, with colons between these, the preferred ones first.
    static func all(in folders: String) -> [InstalledBrowser] {
        let folders = folders.split(separator: ":")
        return names.compactMap { name in
            folders.lazy.map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
                .map(InstalledBrowser.init)
        }
    }

    /// The words that start it with a profile of its own, without a window, and talking to nobody.
    func arguments(in folder: String, sandboxed: Bool) -> [String] {
        let words = [
            path, "--headless", "--remote-debugging-pipe", "--user-data-dir=\(folder)/profile",
            // No name is ever found, so it asks no vendor for updates, settings or suggestions.
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            // Looks for televisions on the local network, and asks a vendor about pages.
            "--disable-features=MediaRouter,OptimizationHints",
            "--no-first-run", "--no-default-browser-check", "--password-store=basic",
            "--disable-extensions", "--disable-gpu", "--disable-breakpad",
            // Its shared memory goes into the folder, which is removed.
            "--disable-dev-shm-usage",
        ]
        return words + (sandboxed ? [] : ["--no-sandbox"]) + ["about:blank"]
    }

    /// All of its environment: it keeps to its folder and speaks to no message bus.
    static func environment(in folder: String) -> [String] {
        [
            "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=\(folder)", "TMPDIR=\(folder)",
            "XDG_RUNTIME_DIR=\(folder)", "DBUS_SESSION_BUS_ADDRESS=disabled:",
            "DBUS_SYSTEM_BUS_ADDRESS=disabled:",
        ]
    }
}
