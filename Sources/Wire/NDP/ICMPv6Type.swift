/// Types of ICMPv6 messages that the local link lives by.
public enum ICMPv6Type {
    /// Multicast listener query (RFC 2710, 3810).
    public static let listenerQuery: UInt8 = 130
    /// Multicast listener report, version 1.
    public static let listenerReport: UInt8 = 131
    /// Multicast listener done, version 1.
    public static let listenerDone: UInt8 = 132
    /// Router solicitation (RFC 4861, 4.1).
    public static let routerSolicitation: UInt8 = 133
    /// Router advertisement (RFC 4861, 4.2).
    public static let routerAdvertisement: UInt8 = 134
    /// Neighbour solicitation (RFC 4861, 4.3).
    public static let neighbourSolicitation: UInt8 = 135
    /// Neighbour advertisement (RFC 4861, 4.4).
    public static let neighbourAdvertisement: UInt8 = 136
    /// Redirect (RFC 4861, 4.5).
    public static let redirect: UInt8 = 137
    /// Multicast listener report, version 2.
    public static let listenerReport2: UInt8 = 143

    /// Whether a type belongs to multicast listener discovery.
    public static func isListenerDiscovery(_ type: UInt8) -> Bool {
        130...132 ~= type || type == listenerReport2
    }

    /// Whether a type belongs to neighbour discovery.
    public static func isNeighbourDiscovery(_ type: UInt8) -> Bool { 133...137 ~= type }
}
