internal import Wire

/// Canaries: remembers each, and tells its sender where it came from.
struct CanaryService: MessageService {
    let state: ResponderState

    func frame(_ bytes: RawSpan) -> StreamFrame {
        for at in 0..<min(bytes.byteCount, CanaryLine.longest) where bytes.u8(at) == 10 {
            return .message(0..<at &+ 1)
        }
        return bytes.byteCount < CanaryLine.longest ? .incomplete : .broken
    }

    func answer(_ bytes: RawSpan, from asker: Endpoint, over service: Service) -> [UInt8]? {
        guard let canary = CanaryLine(bytes) else {
            state.unanswered &+= 1
            return nil
        }
        state.runs.add(
            Row(at: state.now, service: service, name: canary.id, from: asker), to: canary.run)
        if service.isDatagram, state.judge(asker) != .send { return nil }
        let receipt = CanaryReceipt(to: canary, address: asker.address, port: asker.port)
        // No amplifier: a datagram that is not filled up is remembered and gets no answer.
        if service.isDatagram, receipt.lineLength > 3 * bytes.byteCount { return nil }
        return receipt.line(signedWith: state.key)
    }
}
