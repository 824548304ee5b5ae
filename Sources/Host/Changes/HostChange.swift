internal import Wire

/// Something that changed while we watched.
public enum HostChange: Equatable, Sendable {
    /// A link appeared or is different now.
    case link(Link)
    /// A link is gone.
    case linkGone(Link)
    /// An address was added or is different now.
    case address(InterfaceAddress)
    /// An address is gone.
    case addressGone(InterfaceAddress)
    /// A route was added or is different now.
    case route(Route)
    /// A route is gone.
    case routeGone(Route)
    /// Changes were lost here, because they came faster than they were taken: whoever must know
    /// everything reads the machine again.
    case overrun
    /// The kernel told of a change that cannot be read.
    case unread
    /// Watching ended, because the kernel refused to go on.
    case ended(HostError)
}

extension HostChange {
    /// Reads a message of the groups that are watched; nil for messages of other kinds.
    init?(_ message: NetlinkMessage, in bytes: RawSpan) {
        let change: HostChange?
        let hasFamily = message.payload.first.map { bytes.u8($0) != 0 } ?? false
        switch message.type {
        // A family stands here when a link leaves a bridge, say: it is not gone then.
        case 16 where hasFamily, 17 where hasFamily: return nil
        case 16: change = Link(bytes, message.payload).map(HostChange.link)
        case 17: change = Link(bytes, message.payload).map(HostChange.linkGone)
        case 20: change = InterfaceAddress(bytes, message.payload).map(HostChange.address)
        case 21: change = InterfaceAddress(bytes, message.payload).map(HostChange.addressGone)
        case 24: change = Route(bytes, message.payload).map(HostChange.route)
        case 25: change = Route(bytes, message.payload).map(HostChange.routeGone)
        default: return nil
        }
        self = change ?? .unread
    }
}
