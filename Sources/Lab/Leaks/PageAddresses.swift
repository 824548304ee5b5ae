extension Leak {
    /// A browser that gives pages its addresses, as all did before they gave names in their place.
    static let pageAddresses = Leak(
        "page-addresses", "The browser tells pages the machine's addresses in place of names.",
        asked: ["webrtc.host-candidates"],
        apply: { lab throws(LabError) in
            guard let browser = browsers.first(where: { Files.text($0, most: 1) != nil }) else {
                throw LabError(
                    .failed, "no browser is installed",
                    "Neither of these is here: \(browsers.joined(separator: ", ")).")
            }
            // Both stand in the client's own /etc, where an ordinary user may start them.
            let (original, wrapper) = ("/etc/browser", "/etc/browser-wrapper")
            try lab.write(etc: "browser", "", of: .client)
            try lab.write(
                etc: "browser-wrapper",
                """
                #!/bin/sh
                exec \(original) "$@" --disable-features=WebRtcHideLocalIpsWithMdns

                """, of: .client)
            try lab.run(.client, ["chmod", "755", wrapper])
            // Mounts of the client alone: the machine's browser is as it was.
            try lab.run(.client, ["mount", "--bind", browser, original])
            try lab.run(.client, ["mount", "--bind", wrapper, browser])
        })

    /// Where Debian puts them.
    private static let browsers = ["/usr/bin/chromium", "/usr/bin/chromium-headless-shell"]
}
