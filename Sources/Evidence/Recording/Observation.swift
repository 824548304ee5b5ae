public import Wire

/// One numbered, timed fact that is not a mere count.
public struct Observation: Sendable {
    /// Its number in the recording, from 1.
    public let number: Int
    /// When, in nanoseconds since the UNIX epoch.
    public let at: UInt64
    /// The frame that told it, by its number in the vantage's file.
    public let frame: UInt64
    /// Index of the vantage in the subject.
    public let vantage: Int
    /// What was told.
    public let fact: Fact

    /// What a frame told.
    public enum Fact: Hashable, Sendable {
        /// A frame whose headers could not be read.
        case undecoded(fault: Packet.Fault, etherType: UInt16)
        /// A DHCP server acknowledged a lease.
        case lease(address: IPAddress, length: Int?)
        /// DHCP pushed a route.
        case pushedRoute(IPPrefix, router: IPAddress, option: UInt8)
        /// A public prefix is said to be on link.
        case publicPrefixOnLink(IPPrefix)
        /// The host asked the link for a public address.
        case publicAddressAsked(IPAddress)
        /// A router advertised itself; `isSecond` when another one was known.
        case router(MACAddress, isSecond: Bool)
        /// A router advertised a route.
        case advertisedRoute(IPPrefix, router: MACAddress)
        /// A prefix wraps IPv4 for NAT64.
        case nat64(IPPrefix)
        /// A STUN server told the address that it saw.
        case mappedAddress(IPAddress, server: IPAddress)
        /// A plain DNS answer named an outer flow's address.
        case entryLookedUp(IPAddress)
        /// A plain DNS answer named an address of the declared control plane.
        case controlPlaneLookedUp(IPAddress)
        /// A DHCP client told who it is.
        case leaseIdentity(OutsideText)
        /// The local network offered a resolver.
        case resolverOffered(IPAddress, by: ResolverOffer)
        /// An encrypted resolver was designated.
        case resolverDesignated(IPAddress)
    }

    /// How a network offers a resolver.
    public enum ResolverOffer: String, Sendable {
        /// Option 6 of an acknowledged lease (RFC 2132).
        case dhcp
        /// Option 23 of a DHCPv6 reply (RFC 3646).
        case dhcpv6
        /// Option 25 of a router advertisement (RFC 8106).
        case advertisement
    }
}

/// The observations of a fold, each fact once.
struct ObservationLog {
    /// Most observations: a finding cites a few, and whoever sends frames chooses how many facts.
    static var most: Int { 1024 }

    private(set) var observations: [Observation] = []
    /// Facts that found no room.
    private(set) var surplus: UInt64 = 0
    private var known: Set<Observation.Fact> = []

    /// Adds a fact unless it was added before.
    @inline(never)
    mutating func add(_ fact: Observation.Fact, _ record: FrameRecord, _ vantage: UInt8) {
        guard !known.contains(fact) else { return }
        guard observations.count < ObservationLog.most else {
            surplus &+= 1
            return
        }
        known.insert(fact)
        observations.append(
            Observation(
                number: observations.count + 1, at: record.time, frame: record.number,
                vantage: Int(vantage), fact: fact))
    }
}
