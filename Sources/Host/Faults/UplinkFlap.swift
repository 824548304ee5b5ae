public import Evidence
public import Gather
internal import Glibc
internal import Synchronization

/// The uplink goes down and comes back a second later.
public final class UplinkFlap: Fault {
    /// How long it is down, in microseconds: longer than a plug takes, shorter than a lease.
    private static let pause: UInt32 = 1_000_000
    /// IFLA_CARRIER_CHANGES: how often the kernel has seen the link come and go.
    private static let carrierChanges: UInt16 = 35

    private let uplink: TunnelInterface
    private let before = Mutex<UInt32?>(nil)

    /// A fault of an interface to the outside.
    public init(of interface: String, on scene: FaultScene) {
        uplink = TunnelInterface(scene: scene, name: interface)
    }

    /// Its name.
    public var id: FaultID { .uplinkFlap }
    /// None.
    public var longestTimer: Int { 0 }

    /// Makes it happen, once its undo is noted.
    public func inject() throws(GatherError) {
        let uplink = uplink
        try uplink.note(mustBeMade: false)
        let count = try uplink.scene.inside { () throws(HostError) in
            try UplinkFlap.changes(of: uplink.name)
        }
        before.withLock { $0 = count }
        try uplink.scene.run(["ip", "link", "set", "dev", uplink.name, "down"])
        usleep(UplinkFlap.pause)
        try uplink.scene.run(["ip", "link", "set", "dev", uplink.name, "up"])
    }

    /// Whether it is seen.
    public func proof() -> DrilledFault.Proof {
        let name = uplink.name
        let before = before.withLock { $0 }
        return uplink.scene.proof { () throws(HostError) in
            guard let before, let now = try UplinkFlap.changes(of: name) else {
                return .missing("The kernel does not tell how often \(name) came and went.")
            }
            return now &- before >= 2
                ? .shown("the kernel saw \(name) go and come")
                : .missing("The kernel has not seen \(name) go and come.")
        }
    }

    /// Puts everything back; does nothing a second time.
    public func undo() throws(GatherError) { try uplink.scene.undo() }

    private static func changes(of name: String) throws(HostError) -> UInt32? {
        try LinkState.row(of: unsafe if_nametoindex(name))?[carrierChanges]
            .flatMap { NetlinkRow.number($0) }
    }
}
