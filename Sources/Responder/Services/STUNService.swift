internal import Wire

/// STUN Binding: tells the asker's address (RFC 8489).
struct STUNService: MessageService {
    /// The longest request: without a known path a message stays below 548 bytes (RFC 8489, 6.1).
    private static let longestRequest = 548
    /// Attributes that must be understood and mean nothing without credentials: USERNAME,
    /// MESSAGE-INTEGRITY, REALM, NONCE and what RFC 8489 adds to them (18.3).
    private static let credentials: Set<UInt16> = [
        0x0006, 0x0008, 0x0014, 0x0015, 0x001c, 0x001d, 0x001e,
    ]

    let state: ResponderState

    func frame(_ bytes: RawSpan) -> StreamFrame {
        guard bytes.byteCount >= STUNMessage.headerLength else { return .incomplete }
        guard let message = STUNMessage(bytes) else { return .broken }
        let length = STUNMessage.headerLength + message.claimedLength
        guard length <= STUNService.longestRequest else { return .broken }
        return bytes.byteCount >= length ? .message(0..<length) : .incomplete
    }

    func answer(_ bytes: RawSpan, from asker: Endpoint, over service: Service) -> [UInt8]? {
        guard bytes.byteCount <= STUNService.longestRequest, STUNMessage.isSTUN(bytes),
            let message = STUNMessage(bytes), message.method == STUNMessage.binding,
            message.class == .request, let unknown = unknownAttributes(of: message, bytes)
        else {
            state.unanswered &+= 1
            return nil
        }
        let fingerprint = STUNFingerprint.state(of: message, in: bytes)
        guard fingerprint != .wrong else {
            state.unanswered &+= 1
            return nil
        }
        state.remember(
            binding: Row(
                at: state.now, service: service, name: STUNService.text(of: message), from: asker))
        if service.isDatagram, state.judge(asker) != .send { return nil }
        var writer = STUNWriter(
            unknown.isEmpty ? .success : .error, transactionHigh: message.transactionHigh,
            transactionLow: message.transactionLow)
        if unknown.isEmpty {
            writer.write(
                xorMapped: STUNEndpoint(address: asker.address, port: asker.port))
        } else {
            writer.write(unknownAttributes: unknown)
        }
        if fingerprint == .right { writer.writeFingerprint() }
        return writer.bytes
    }

    /// The attributes that must be understood and are not; nil if the attributes are malformed.
    private func unknownAttributes(of message: STUNMessage, _ bytes: RawSpan) -> [UInt16]? {
        var unknown: [UInt16] = []
        let isWhole = message.visitAttributes(in: bytes) { type, _ in
            // The upper half may be ignored (RFC 8489, 14).
            if type < 0x8000, !STUNService.credentials.contains(type), !unknown.contains(type) {
                unknown.append(type)
            }
        }
        return isWhole ? unknown : nil
    }

    /// The transaction identifier as 24 hexadecimal digits.
    private static func text(of message: STUNMessage) -> String {
        let high = String(message.transactionHigh, radix: 16)
        let low = String(message.transactionLow, radix: 16)
        return String(repeating: "0", count: 8 - high.utf8.count) + high
            + String(repeating: "0", count: 16 - low.utf8.count) + low
    }
}
