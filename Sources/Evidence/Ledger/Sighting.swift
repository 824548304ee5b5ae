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
    /// The host sent IPv6 from a global address.
    case globalIPv6
    /// A full-size TCP segment inside the tunnel was acknowledged.
    case largeSegmentArrived
    /// A full-size TCP segment inside the tunnel was sent again and again in vain.
    case largeSegmentLost
}

/// Sightings by stage, with the numbers of their first frames.
struct Sightings: ~Copyable {
    /// Frame numbers kept for each kind and stage: as many as a finding shows.
    static var mostFrames: Int { 10 }

    private var tallies = FixedBuffer<Tally>(
        zeroed: Sighting.allCases.count * (StageLine.mostMarks + 1))
    private var frames = FixedBuffer<UInt64>(
        zeroed: Sighting.allCases.count * (StageLine.mostMarks + 1) * Sightings.mostFrames)

    mutating func add(
        _ sighting: Sighting, stage: Int, length: UInt32, at time: UInt64, frame: UInt64
    ) {
        let cell = stage * Sighting.allCases.count + sighting.rawValue
        let seen = tallies[cell].packets
        if seen < UInt64(Sightings.mostFrames) {
            frames[cell * Sightings.mostFrames + Int(seen)] = frame
        }
        tallies.update(cell) { $0.add(length: length, at: time, frame: frame) }
    }

    func tally(_ sighting: Sighting, stage: Int) -> Tally {
        tallies[stage * Sighting.allCases.count + sighting.rawValue]
    }

    func frames(_ sighting: Sighting, stage: Int) -> [UInt64] {
        let cell = stage * Sighting.allCases.count + sighting.rawValue
        let count = min(Int(tallies[cell].packets), Sightings.mostFrames)
        return (0..<count).map { frames[cell * Sightings.mostFrames + $0] }
    }
}
