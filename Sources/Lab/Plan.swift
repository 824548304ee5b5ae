/// What a lab shall be.
public struct Plan: Sendable {
    /// Its name: up to 16 small letters and digits.
    public var name: String
    /// How many WireGuard nodes the client's traffic passes, 1 to 3.
    public var hops: Int
    /// The client's kill switch.
    public var killSwitch: KillSwitch
    /// Whether the client has IPv6 at all; its link-local addresses go with it.
    public var hasIPv6: Bool
    /// Whether the home router advertises its IPv6 prefix, so that IPv6 could leave beside the tunnel.
    public var hasHomeIPv6: Bool
    /// Whether the client forwards packets of others, and gives them its own address.
    public var forwards: Bool
    /// Whether the client's tunnel is up when the lab is ready; else its file of wg-quick lies there.
    public var isConnected: Bool
    /// The leak, or the look-alike, that is switched on.
    public var leak: Leak?

    /// Whether a lab can be called so: up to 16 small letters and digits.
    public static func isName(_ text: String) -> Bool {
        (1...16).contains(text.utf8.count)
            && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) }
    }

    /// A plan; without anything said, one hop, no kill switch, and nothing leaks.
    public init(
        name: String = "lab", hops: Int = 1, killSwitch: KillSwitch = .none, hasIPv6: Bool = true,
        hasHomeIPv6: Bool = false, forwards: Bool = false, isConnected: Bool = true,
        leak: Leak? = nil
    ) {
        self.name = name
        self.hops = hops
        self.killSwitch = killSwitch
        self.hasIPv6 = hasIPv6
        self.hasHomeIPv6 = hasHomeIPv6
        self.forwards = forwards
        self.isConnected = isConnected
        self.leak = leak
    }
}
