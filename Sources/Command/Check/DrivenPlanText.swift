internal import Evidence
internal import Gather
internal import Tunnels
internal import Wire

/// What a run would do whose tunnel is not up yet, for people to read before it does.
struct DrivenPlanText {
    let driver: TunnelDriver
    /// What is watched before the tunnel is up.
    let interfaces: [Session.Interface]
    /// The configuration, if there is one.
    let file: String?

    /// The plan, line by line.
    var text: String {
        let beating = interfaces.filter { $0.role == .underlay && $0.carriesHeartbeat }
        var lines = [
            "captures   \(SceneText.names(interfaces)), and what appears",
            "heartbeat  \(SceneText.names(beating)), EtherType 0x88b5, each second",
            "up         \(driver.up)",
            "down       \(driver.down)",
            "folder     \(OutsideText(driver.place).forTerminal)",
        ]
        if let file { lines.insert("config     \(OutsideText(file).forTerminal)", at: 0) }
        if let status = driver.tunnel.status {
            let words = OutsideText(status.joined(separator: " ")).forTerminal
            lines.append("status     \(words), which was just run: it is not up")
        }
        lines.append(
            "The tunnel is taken down when the run ends, however it ends. What is asked is known once it "
                + "is up: --plan tells it then.")
        return lines.joined(separator: "\n") + "\n"
    }
}
