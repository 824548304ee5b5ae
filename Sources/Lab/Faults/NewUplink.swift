public import Evidence
public import Gather
internal import Host

/// A new uplink comes whose route wins: a second cable to the home router.
public struct NewUplink: Fault {
    /// The client's end of the cable.
    public static let interface = "eth9"
    private static let cable = "uplink9"
    // A part of the home network's prefix, which the internet's router knows already.
    private static let router6 = "2001:db8:50:0:9::1"
    private static let link6 = "fe80::9"

    private struct Ends: Sendable {
        let home: FaultScene
        let client: FaultScene
        let holder: Int32
    }

    private let ends: Result<Ends, GatherError>
    private let hasIPv6: Bool

    /// A fault of a lab.
    public init(in lab: FaultyLab) {
        hasIPv6 = lab.manifest.hasIPv6
        ends = Result { () throws(GatherError) in
            Ends(
                home: try lab.scene(of: .home), client: try lab.scene(of: .client),
                holder: try lab.holder(of: .client))
        }
    }

    /// Its name.
    public var id: FaultID { .newUplink }
    /// None.
    public var longestTimer: Int { 0 }

    /// Makes it happen, once its undo is noted.
    public func inject() throws(GatherError) {
        let ends = try ends.get()
        let (cable, link) = (NewUplink.cable, NewUplink.interface)
        // The client's end goes with the router's, and with it all that is on it.
        try ends.home.note(
            .run(
                arguments: ["ip", "link", "delete", "dev", cable],
                when: ["ip", "link", "show", "dev", cable]))
        var router = [
            "ip link add \(cable) type veth peer name \(link) netns \(ends.holder)",
            "ip addr add 192.168.51.1/24 dev \(cable)", "ip link set \(cable) up",
            "ethtool -K \(cable) rx off tx off tso off gso off gro off",
        ]
        // Ahead of all others, whatever their metrics: that of a lease is the smallest there is.
        var client = [
            "ip addr add 192.168.51.2/24 dev \(link)", "ip link set \(link) up",
            "ethtool -K \(link) rx off tx off tso off gso off gro off",
            "ip route prepend default via 192.168.51.1 dev \(link)",
        ]
        if hasIPv6 {
            router.append("ip addr add \(NewUplink.router6)/80 dev \(cable) nodad")
            client += [
                // Nobody waits until it is known to be nobody else's: what is open goes on at once.
                "ip addr add \(NewUplink.link6)/64 dev \(link) nodad",
                "ip addr add 2001:db8:50:0:9::2/80 dev \(link) nodad",
                "ip route add default via \(NewUplink.router6) dev \(link) metric 1",
            ]
        }
        for (scene, lines) in [(ends.home, router), (ends.client, client)] {
            for line in lines { try scene.run(line.split(separator: " ").map(String.init)) }
        }
    }

    /// Whether it is seen.
    public func proof() -> DrilledFault.Proof {
        do throws(GatherError) {
            let routes = try ends.get().client.run(["ip", "-4", "route", "show", "default"])
            let isFirst =
                routes.split(separator: "\n").first?
                .contains(" dev \(NewUplink.interface)") ?? false
            return isFirst
                ? .shown("the first default route leads through \(NewUplink.interface)")
                : .missing("The first default route does not lead through the new uplink.")
        } catch {
            return .missing(error.reason)
        }
    }

    /// Puts everything back; does nothing a second time.
    public func undo() throws(GatherError) {
        guard case .success(let ends) = ends else { return }
        try ends.home.undo()
    }
}
