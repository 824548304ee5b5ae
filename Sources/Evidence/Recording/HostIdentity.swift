public import Wire

/// Who the audited machine is on its underlays, so that sent frames can be told from received ones.
public struct HostIdentity: Sendable {
    /// Its MAC addresses.
    public var stations: [MACAddress]
    /// Its addresses.
    public var addresses: [IPAddress]
    /// How this is known.
    public var basis: Basis

    /// Most addresses of one kind; a machine has a few interfaces.
    public static let mostNames = 16

    /// How the direction of frames is known.
    public enum Basis: String, Sendable {
        /// The link layer says so for each frame.
        case linkLayer
        /// The user or the manifest named the host.
        case named
        /// One sender alone sends to the outer flow, so it is taken for the host.
        case inferred
        /// It is not known.
        case unknown
    }

    /// An identity from its parts.
    public init(stations: [MACAddress] = [], addresses: [IPAddress] = [], basis: Basis) {
        self.stations = stations
        self.addresses = addresses
        self.basis = basis
    }

    /// Adds what a user typed, a MAC or IP address; false if it is neither.
    public mutating func add(_ text: String) -> Bool {
        if let station = MACAddress(text) {
            stations.append(station)
        } else if let address = IPAddress(text) {
            addresses.append(address)
        } else {
            return false
        }
        return true
    }
}
