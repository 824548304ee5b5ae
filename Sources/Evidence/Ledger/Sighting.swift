/// Frames that are allowed, or not the host's, and yet say something that a check judges.
public enum Sighting: Int, CaseIterable, Sendable {
    /// A DHCP or DHCPv6 client asked for a lease.
    case leaseAsked
    /// That message told a host name or a MAC-bearing identifier.
    case leaseIdentity
    /// The host asked by ARP for a public address.
    case publicAddressAsked
    /// A router advertisement with a prefix or a default lifetime.
    case routerAdvertised
    /// A router announced a prefix that wraps IPv4 for NAT64.
    case nat64Announced
    /// A plain DNS answer named an outer flow's address before the tunnel was seen.
    case entryLookedUp
    /// The host sent IPv6 from a global address.
    case globalIPv6
    /// A probe of an unprivileged user left for an outer flow's own address and port.
    case plaintextToEntry
    /// A full-size TCP segment inside the tunnel was acknowledged.
    case largeSegmentArrived
    /// A full-size TCP segment inside the tunnel was sent again and again in vain.
    case largeSegmentLost
    /// DHCP, DHCPv6 or an advertisement offered resolvers while the tunnel was to hold.
    case resolverOffered
    /// A plain DNS answer named an address of the declared control plane before the tunnel was seen.
    case controlPlaneLookedUp
    /// The host told the local network an address of the tunnel's, by ARP or neighbour discovery.
    case innerAddressTold
    /// Somebody on the local network asked by ARP for an address of the tunnel's.
    case innerAddressAsked
    /// The host answered by ARP for an address that is not the tunnel's.
    case addressAnswered
    /// A resolver answered which encrypted resolvers it designates, be it none.
    case designationAnswered
    /// An encrypted resolver was designated, with its address.
    case resolverDesignated
    /// An encrypted resolver was designated by its name alone.
    case resolverDesignatedByName
    /// A call of the client's own outside the tunnel was in clear text.
    case callInClear
    /// Such a call told in its URL which node was chosen.
    case callNamesNode
    /// Such a call told in its URL who uses the client.
    case callNamesUser
    /// The handshake of a call told the product in its server name.
    case callNamesProduct
    /// The handshake of a call was read, and tells none of this.
    case callSealed
    /// A packet of a call whose beginning was not seen, or not understood.
    case callUnread
    /// A name that only systemd-resolved was asked for was looked up inside the tunnel.
    case resolvedNameInside
    /// Such a name was looked up outside, in clear and without leave.
    case resolvedNameOutside

    /// What is read of calls of the client's own.
    static let calls: [Sighting] = [
        .callInClear, .callNamesNode, .callNamesUser, .callNamesProduct, .callSealed, .callUnread,
    ]
}

/// A frame in which something was sighted.
public struct SeenFrame: Sendable, BitwiseCopyable {
    /// Its number in the vantage's file.
    public let frame: UInt64
    /// When, in nanoseconds since the UNIX epoch.
    public let at: UInt64
    /// Index of the vantage.
    public let vantage: UInt8

    init(frame: UInt64, at: UInt64, vantage: UInt8) {
        self.frame = frame
        self.at = at
        self.vantage = vantage
    }

    /// A frame by its number, time and vantage.
    public init(_ frame: UInt64, _ at: UInt64, _ vantage: Int) {
        self.init(frame: frame, at: at, vantage: UInt8(truncatingIfNeeded: vantage))
    }
}

/// Sightings by stage, with the numbers of their first frames.
struct Sightings: ~Copyable {
    /// Frame numbers kept for each kind and stage: as many as a finding shows.
    static var mostFrames: Int { 10 }

    private var tallies = FixedBuffer<Tally>(
        zeroed: Sighting.allCases.count * (StageLine.mostMarks + 1))
    private var frames = FixedBuffer<SeenFrame>(
        zeroed: Sighting.allCases.count * (StageLine.mostMarks + 1) * Sightings.mostFrames)

    mutating func add(
        _ sighting: Sighting, stage: Int, length: UInt32, at time: UInt64, frame: UInt64,
        vantage: UInt8
    ) {
        let cell = stage * Sighting.allCases.count + sighting.rawValue
        let seen = tallies[cell].packets
        if seen < UInt64(Sightings.mostFrames) {
            frames[cell * Sightings.mostFrames + Int(seen)] = SeenFrame(
                frame: frame, at: time, vantage: vantage)
        }
        tallies.update(cell) { $0.add(length: length, at: time, frame: frame) }
    }

    /// Takes what others hold of one kind, in place of its own.
    mutating func replace(_ sighting: Sighting, by other: borrowing Sightings) {
        for stage in 0...StageLine.mostMarks {
            let cell = stage * Sighting.allCases.count + sighting.rawValue
            tallies[cell] = other.tallies[cell]
            for index in 0..<Sightings.mostFrames {
                let frame = cell * Sightings.mostFrames + index
                frames[frame] = other.frames[frame]
            }
        }
    }

    func tally(_ sighting: Sighting, stage: Int) -> Tally {
        tallies[stage * Sighting.allCases.count + sighting.rawValue]
    }

    func frames(_ sighting: Sighting, stage: Int) -> [SeenFrame] {
        let cell = stage * Sighting.allCases.count + sighting.rawValue
        let count = min(Int(tallies[cell].packets), Sightings.mostFrames)
        return (0..<count).map { frames[cell * Sightings.mostFrames + $0] }
    }
}
