/// What carries the client's traffic.
public enum TunnelKind: String, Codable, Sendable {
    /// WireGuard, one tunnel inside the other.
    case wireGuard = "wireguard"
    /// OpenVPN over TCP, to the entry.
    case openVPN = "openvpn"
    /// A SOCKS proxy at the exit, in clear text, that programs must ask for themselves.
    case socks
}

extension LiveLab {
    /// Brings the client's tunnel up, if that is planned, and waits until it was seen to work.
    func connectTunnel() throws(LabError) {
        switch design.tunnel {
        case .wireGuard:
            let tunnel = ClientTunnel(lab: self)
            try tunnel.prepare()
            if design.isConnected { try tunnel.connect() }
        case .openVPN: try OpenVPN(lab: self).connect()
        case .socks: try Proxy.start(self)
        }
    }
}
