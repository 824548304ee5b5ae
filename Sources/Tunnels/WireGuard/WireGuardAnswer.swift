internal import Wire

/// What a WireGuard process answers to `get=1`: lines of `key=value`, an empty one at the end.
enum WireGuardAnswer {
    /// Most peers that are taken.
    static let mostPeers = 1 << 16

    /// Reads an answer; its keys are passed over where they stand. Throws if it is not whole.
    static func state(
        in bytes: RawSpan, of interface: String
    ) throws(TunnelError) -> WireGuardState {
        var state = WireGuardState()
        var peer: WireGuardPeer?
        var failure: Int32?
        var at = 0
        while at < bytes.byteCount, failure == nil {
            var end = at
            while end < bytes.byteCount, bytes.u8(end) != 10 { end += 1 }
            guard end < bytes.byteCount, let line = Line(bytes, at..<end) else {
                throw damaged(interface)
            }
            at = end + 1
            switch line.key {
            case "private_key", "preshared_key": continue
            case "public_key":
                if let peer { state.peers.append(peer) }
                peer = WireGuardPeer()
                guard state.peers.count < mostPeers else { throw damaged(interface) }
            case "errno": failure = Int32(line.value(in: bytes))
            default:
                guard line.read(into: &state, &peer, bytes) else { throw damaged(interface) }
            }
        }
        guard let failure else { throw damaged(interface) }
        guard failure == 0 else {
            throw TunnelError(
                .program, subject: interface, reason: "Its process answers with error \(failure).")
        }
        if let peer { state.peers.append(peer) }
        return state
    }

    /// One line: a key in small letters, and where its value stands.
    private struct Line {
        let key: String
        private let range: Range<Int>

        init?(_ bytes: RawSpan, _ line: Range<Int>) {
            guard let equals = line.first(where: { bytes.u8($0) == UInt8(ascii: "=") }) else {
                return nil
            }
            key = OutsideText(in: bytes, line.lowerBound..<equals).raw
            range = equals + 1..<line.upperBound
        }

        func value(in bytes: RawSpan) -> String {
            OutsideText(in: bytes, range).raw
        }

        /// Notes what the line says; false if it cannot be.
        func read(
            into state: inout WireGuardState, _ peer: inout WireGuardPeer?, _ bytes: RawSpan
        ) -> Bool {
            let value = value(in: bytes)
            if peer == nil {
                guard key == "fwmark" else { return true }
                guard let mark = UInt32(decimal: value) else { return false }
                state.mark = mark
                return true
            }
            switch key {
            case "endpoint":
                peer?.endpoint = TunnelEndpoint(value)
                return peer?.endpoint != nil
            case "allowed_ip":
                guard let network = IPPrefix(value) else { return false }
                peer?.allowed.append(network)
            case "last_handshake_time_sec":
                guard let seconds = UInt64(decimal: value) else { return false }
                peer?.latestHandshake = seconds == 0 ? nil : seconds
            case "rx_bytes", "tx_bytes":
                guard let count = UInt64(decimal: value) else { return false }
                if key == "rx_bytes" { peer?.received = count } else { peer?.sent = count }
            default: break
            }
            return true
        }
    }

    private static func damaged(_ interface: String) -> TunnelError {
        TunnelError(
            .damaged, subject: interface, reason: "Its process's answer cannot be read.")
    }
}
