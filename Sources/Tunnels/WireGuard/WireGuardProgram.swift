internal import Host
internal import Wire

/// What the program `wg` prints of a kernel's interface, asked for so that no secret key is printed.
enum WireGuardProgram {
    /// Asks `wg` five times, in the namespace of the interface.
    static func state(
        of interface: String, in namespace: NetworkNamespace
    ) async throws(TunnelError) -> WireGuardState {
        var texts: [String] = []
        for what in ["fwmark", "endpoints", "allowed-ips", "latest-handshakes", "transfer"] {
            var program = Program(["wg", "show", interface, what])
            program.outputLimit = WireGuardSocket.longest
            let ending = try await program.run(in: namespace)
            guard ending.isSuccess, !ending.isCut else {
                throw TunnelError(
                    .program, subject: "wg show \(interface) \(what)",
                    reason: "\(ending.exit.sentence) \(ending.firstLine.forTerminal)")
            }
            texts.append(String(decoding: ending.output, as: UTF8.self))
        }
        guard let state = state(texts) else {
            throw TunnelError(
                .damaged, subject: interface, reason: "What wg prints cannot be read.")
        }
        return state
    }

    /// Joins the five texts by the peers' public keys, which are then dropped.
    ///
    /// Nil if one cannot be read. A peer that came or went in between has what was printed of it.
    static func state(_ texts: [String]) -> WireGuardState? {
        guard texts.count == 5 else { return nil }
        var state = WireGuardState()
        let mark = texts[0].filter { $0 != "\n" }
        guard let number = mark == "off" ? 0 : UInt32(number: mark) else { return nil }
        state.mark = number
        var order: [Substring: Int] = [:]
        for (index, text) in texts.enumerated().dropFirst() {
            for line in text.split(separator: "\n") {
                let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
                guard columns.count >= 2, order.count < WireGuardAnswer.mostPeers else {
                    return nil
                }
                let place = order[columns[0], default: state.peers.count]
                if place == state.peers.count {
                    state.peers.append(WireGuardPeer())
                    order[columns[0]] = place
                }
                guard read(columns.dropFirst(), index, into: &state.peers[place]) else {
                    return nil
                }
            }
        }
        return state
    }

    private static func read(
        _ columns: ArraySlice<Substring>, _ index: Int, into peer: inout WireGuardPeer
    ) -> Bool {
        guard let first = columns.first else { return false }
        switch index {
        case 1:
            peer.endpoint = TunnelEndpoint(String(first))
            return peer.endpoint != nil || first == "(none)"
        case 2:
            guard first != "(none)" else { return true }
            let networks = first.split(separator: " ")
            peer.allowed = networks.compactMap { IPPrefix(String($0)) }
            return peer.allowed.count == networks.count
        case 3:
            guard let seconds = UInt64(decimal: first) else { return false }
            peer.latestHandshake = seconds == 0 ? nil : seconds
            return true
        default:
            guard columns.count == 2, let received = UInt64(decimal: first),
                let sent = columns.last.flatMap({ UInt64(decimal: $0) })
            else { return false }
            (peer.received, peer.sent) = (received, sent)
            return true
        }
    }
}
