internal import Evidence
internal import Wire

/// The addresses that are the machine's own, as far as a recording tells.
struct OwnAddresses {
    let recording: Recording

    /// Addresses of the machine at its uplinks and as others see it, and public ones of its routers and of
    /// resolvers beside it; private ones of these are the same in half of all homes.
    var all: [IPAddress] {
        let nearby = (host.resolvers + host.resolversAfter).filter { resolver in
            host.onLink.contains { $0.contains(resolver) }
        }
        let around = (host.routers.map(\.address) + nearby).filter {
            $0.isPublic || $0.isLinkLocal
        }
        let all =
            host.addresses(.underlay) + host.addressesAfter + recording.subject.host.addresses
            + seen + senders + around
        let tunnel = Set(host.addresses(.tunnel))
        let outer = Set(recording.subject.outer.filter(\.prefix.isHost).map(\.prefix.address))
        return all.filter { address in
            !address.isNobody && !tunnel.contains(address) && !outer.contains(address)
        }
    }

    /// Addresses of ours that others told us: of probes that passed the tunnel by, of leases and, where no
    /// exit is known by it, of STUN answers outside. A browser tells those of its own.
    private var seen: [IPAddress] {
        let exits = recording.exitAddresses
        let told = recording.answers.flatMap { answer -> [IPAddress] in
            switch answer.path {
            case .interface, .marked:
                recording.isPast(answer) ? [answer.seen].compactMap(\.self) : []
            default: answer.readByPage
            }
        }
        let observed = recording.observations.compactMap { observation -> IPAddress? in
            switch observation.fact {
            case .lease(let address, _): address
            case .mappedAddress(let address, _): exits.contains(address) ? nil : address
            default: nil
            }
        }
        return told + IPAddress.ordered(recording.ownAddresses) + observed
    }

    /// Sources of what left outside, but for the tunnel's and those of guests behind the machine.
    private var senders: [IPAddress] {
        let stages = Array(recording.subject.stages.marks.indices)
        let strays = recording.violations(in: stages).filter {
            $0.traffic.traits.isDisjoint(with: [.innerSource, .forwarded])
        }
        return recording.ledger.sources(of: Set(strays.map(\.index)))
    }

    private var host: HostFacts { recording.host ?? HostFacts() }
}
