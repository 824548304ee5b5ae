internal import Evidence
internal import Gather
internal import Glibc
internal import Host
internal import Synchronization
internal import Wire

/// The links of this machine while a watch goes on: what each is, and where our heartbeat must be
/// seen.
final class WatchedLinks: Sendable {
    private let machine = Machine()
    private let tunnels: Set<OutsideText>
    private let uplinks: Set<OutsideText>
    private let state = Mutex(State())

    /// A link, as far as it matters here.
    struct Entry: Hashable {
        var index: UInt32
        var name: String
        var role: Vantage.Role
        /// Whether what is sent there can leave: it is up and has a carrier.
        var isLive: Bool
        /// Whether it has Ethernet framing, which our heartbeat needs.
        var isEthernet: Bool

        /// Whether our heartbeat must be seen there.
        var isCarrier: Bool { role == .underlay && isLive && isEthernet }
        /// Whether a leak could leave there, and nothing can prove that it would be seen.
        var isMute: Bool { role == .underlay && isLive && !isEthernet }
    }

    private struct State {
        var entries: [UInt32: Entry] = [:]
        var changed: Set<UInt32> = []
    }

    /// The links, with those that the user calls tunnels and uplinks; nothing is read yet.
    init(tunnels: [String], uplinks: [String]) {
        self.tunnels = Set(tunnels.map { OutsideText($0) })
        self.uplinks = Set(uplinks.map { OutsideText($0) })
    }

    /// All links, by index.
    var entries: [Entry] {
        state.withLock { $0.entries.values.sorted { $0.index < $1.index } }
    }

    /// Reads the machine again.
    func refresh() throws(Refusal) {
        let machine = machine
        let (links, routes) = try Discovery.wait { () throws(HostError) in
            (try await machine.links(), try await machine.routes())
        }
        let sorted = Underlays(links, tunnels: tunnels, underlays: uplinks)
        var entries: [UInt32: Entry] = [:]
        for one in sorted.entries {
            let link = one.link
            let interface = Discovery.interface(one, faces: sorted.facesGuests(one, routes))
            entries[link.index] = Entry(
                index: link.index, name: link.name.raw, role: interface.role,
                isLive: link.isUp && link.hasCarrier, isEthernet: link.hardware == 1)
        }
        state.withLock { state in
            for (index, known) in state.entries {
                guard let entry = entries[index] else { continue }
                if entry.role != known.role || entry.name != known.name {
                    state.changed.insert(index)
                }
            }
            state.entries = entries
        }
    }

    /// Links that have another name or role since the last time this was asked.
    func takeChanged() -> Set<UInt32> {
        state.withLock { state in
            defer { state.changed = [] }
            return state.changed
        }
    }

    /// What a link is, by which its frames are judged; one that nobody knows is an underlay.
    func role(of index: UInt32, name: String) -> Vantage.Role {
        if let known = state.withLock({ $0.entries[index]?.role }) { return known }
        // It has appeared this very moment, or is gone already.
        do throws(Refusal) { try refresh() } catch { return .underlay }
        return state.withLock { $0.entries[index]?.role }
            ?? (tunnels.contains(OutsideText(name)) ? .tunnel : .underlay)
    }

    /// Tells an inbox of changes from now on.
    func tell(_ inbox: Inbox) {
        let machine = machine
        Task {
            do throws(HostError) {
                for await change in try await machine.changes() {
                    switch change {
                    case .address, .addressGone: continue
                    case .link, .linkGone, .route, .routeGone, .overrun, .unread:
                        inbox.post(.changed)
                    case .ended:
                        inbox.post(.unwatched)
                        return
                    }
                }
            } catch {
                inbox.post(.unwatched)
            }
        }
    }
}
