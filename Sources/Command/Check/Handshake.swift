internal import Evidence
internal import Gather
internal import Glibc
internal import Host
internal import Probes
internal import Tunnels
internal import Wire

/// Whether a WireGuard tunnel is up: a server that never answered leaves an interface like any other.
struct Handshake {
    /// How long keys hold: without a newer handshake nothing passes (WireGuard whitepaper, 6.2).
    private static let lifetime: UInt64 = 180
    /// Time between two looks, in microseconds; nobody tells of a handshake.
    private static let look: UInt32 = 100_000

    let machine: Machine
    let pace: Pace
    let talk: Talk

    /// Throws if a tunnel has no handshake, also after it was given something to carry. Others than
    /// WireGuard have none, and are taken to be up.
    func demand(of tunnels: [String]) throws(Refusal) {
        for tunnel in tunnels {
            guard let state = state(of: tunnel) else { continue }
            if let age = age(state) {
                talk.detail(1, "\(OutsideText(tunnel).forTerminal) shook hands \(age) s ago")
                if age <= Handshake.lifetime { continue }
            }
            talk.say("waiting for \(OutsideText(tunnel).forTerminal) to shake hands")
            try wake(tunnel, state)
        }
    }

    /// Sends a datagram into the tunnel, which makes it shake hands, and waits for that.
    private func wake(_ tunnel: String, _ state: WireGuardState) throws(Refusal) {
        let deadline = ContinuousClock.now + pace.handshake
        let datagram = Question.Content.datagram([0], mark: "wake", waits: false)
        for peer in state.peers {
            guard let address = Handshake.address(behind: peer) else { continue }
            // Port 9 discards whatever comes (RFC 863).
            _ = Prober(pace).ask(
                Question(datagram, to: address, port: 9, path: .interface(tunnel)))
        }
        while ContinuousClock.now < deadline {
            if let state = self.state(of: tunnel), let age = age(state), age <= Handshake.lifetime {
                return
            }
            usleep(Handshake.look)
        }
        let ends = state.peers.compactMap(\.endpoint).map(\.description)
        throw .noHandshake(OutsideText(tunnel), with: ends, after: pace.handshake)
    }

    /// The address to knock at: one that belongs to nobody if the peer takes everything.
    private static func address(behind peer: WireGuardPeer) -> IPAddress? {
        let quiet = [
            IPAddress(v4: 0xc000_0201), IPAddress(high: 0x2001_0db8_0000_0000, low: 1),
        ]
        return quiet.first { address in peer.allowed.contains { $0.contains(address) } }
            ?? peer.allowed.first?.address
    }

    private func state(of tunnel: String) -> WireGuardState? {
        let machine = machine
        do {
            return try Discovery.wait { () throws(TunnelError) in
                try await WireGuardTunnel(tunnel, on: machine).state()
            }
        } catch {
            return nil
        }
    }

    /// Seconds since the latest handshake with any peer; nil for never.
    private func age(_ state: WireGuardState) -> UInt64? {
        state.peers.compactMap { $0.handshakeAge(at: Timestamp(nanoseconds: RunClock.now())) }.min()
    }
}
