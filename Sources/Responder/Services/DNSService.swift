internal import Wire

/// Authoritative DNS for one zone: remembers who asked, and answers.
struct DNSService: MessageService {
    /// The largest datagram that passes nearly everywhere whole (DNS flag day 2020).
    private static let largestDatagram: UInt16 = 1_232
    /// The longest query over TCP: a name, and more options than there are.
    private static let longestQuery = 4_096

    let state: ResponderState

    func frame(_ bytes: RawSpan) -> StreamFrame {
        guard bytes.byteCount >= 2 else { return .incomplete }
        guard let frame = DNSOverTCP(bytes), frame.claimedLength <= DNSService.longestQuery else {
            return .broken
        }
        return frame.isWhole ? .message(frame.message) : .incomplete
    }

    func answer(_ bytes: RawSpan, from asker: Endpoint, over service: Service) -> [UInt8]? {
        guard let answer = answer(bytes, from: asker, over: service, as: nil) else { return nil }
        return service.isDatagram ? answer : DNSOverTCP.framed(answer)
    }

    /// Answers a query without a length before it; nil if it gets no answer.
    /// - Parameter transport: What the row tells where it is not the service's own transport.
    func answer(
        _ bytes: RawSpan, from asker: Endpoint, over service: Service, as transport: String?
    ) -> [UInt8]? {
        guard let query = DNSQuery(bytes) else {
            state.unanswered &+= 1
            return nil
        }
        let transport = transport ?? service.transport
        remember(query, from: asker, service, transport)
        guard service.isDatagram else {
            return compose(query, asker, transport, limit: 65_535)
        }
        // No amplifier: whoever's address was forged gets at most three times what was sent.
        let wanted = max(512, query.edns?.size ?? 512)
        let limit = min(3 * bytes.byteCount, Int(min(wanted, DNSService.largestDatagram)))
        switch state.judge(asker) {
        case .send: return compose(query, asker, transport, limit: limit)
        case .truncate: return compose(query, asker, transport, limit: 0)
        case .drop: return nil
        }
    }

    private func remember(
        _ query: DNSQuery, from asker: Endpoint, _ service: Service, _ transport: String
    ) {
        guard let run = state.zone.run(ofCanary: query.name) else { return }
        // Our own names have nothing else, and other bytes would be four times as long as text.
        let isPlain = query.name.labels.allSatisfy { range in
            query.name.label(range).utf8.allSatisfy {
                0x61...0x7a ~= $0 | 0x20 || 0x30...0x39 ~= $0 || $0 == 0x2d || $0 == 0x5f
            }
        }
        guard isPlain else { return }
        state.runs.add(
            Row(
                at: state.now, service: service, name: query.name.description, from: asker,
                lookup: Row.Lookup(
                    type: query.type, size: query.edns?.size,
                    wantsSignatures: query.edns?.wantsSignatures ?? false,
                    subnet: query.edns?.subnet), transport: transport), to: run)
    }

    /// The answer; one that has no room within the limit is cut to "come over TCP".
    private func compose(
        _ query: DNSQuery, _ asker: Endpoint, _ transport: String, limit: Int
    ) -> [UInt8]? {
        let edns = options(for: query)
        // 11 bytes: the root, type, class, TTL and length of OPT, before its options.
        let room = edns.map { 11 + $0.reduce(0) { $0 + 4 + $1.value.count } } ?? 0
        let flags: UInt16 = 0x8000 | (query.recursionDesired ? 0x0100 : 0)
        var writer = DNSWriter(id: query.id, flags: flags)
        guard writer.write(question: query.name, type: query.type, class: query.class) else {
            return nil
        }
        writer.limit = max(writer.bytes.count, limit - room)
        if !fill(&writer, query, asker, transport) { writer.truncate() }
        writer.limit = 65_535
        if let edns {
            let isKnown = query.edns?.version == 0
            // The upper eight bits of BADVERS (16), and DO as it was asked (RFC 3225, 3).
            let flags: UInt32 =
                (isKnown ? 0 : 1 << 24) | (query.edns?.wantsSignatures == true ? 0x8000 : 0)
            _ = writer.write(
                .additional, .root, timeToLive: flags,
                .options(largestDatagram: DNSService.largestDatagram, edns))
        }
        return writer.bytes
    }

    /// Writes what the zone says; false if the answer has no room.
    private func fill(
        _ writer: inout DNSWriter, _ query: DNSQuery, _ asker: Endpoint, _ transport: String
    ) -> Bool {
        if query.isMalformed {
            writer.set(responseCode: 1)
            return true
        }
        guard query.edns?.version ?? 0 == 0 else { return true }
        // TKEY to MAILA, AXFR among them: transfers and such are nobody's business.
        guard query.class == 1, !(249...254 ~= query.type) else {
            writer.set(responseCode: 5)
            return true
        }
        switch state.zone.answer(query.name, type: query.type) {
        case .refused:
            writer.set(responseCode: 5)
            return true
        case .noName:
            writer.setAuthoritative()
            writer.set(responseCode: 3)
            return write(.authority, state.zone.apex, .authority(state.zone.authority), &writer)
        case .whoami(let run):
            writer.setAuthoritative()
            return writeWhoami(query, asker, transport, run, &writer)
        case .records(let records):
            writer.setAuthoritative()
            return write(records, query, &writer)
        }
    }

    private func write(
        _ records: [DNSRecordValue], _ query: DNSQuery, _ writer: inout DNSWriter
    ) -> Bool {
        guard !records.isEmpty else {
            return write(.authority, state.zone.apex, .authority(state.zone.authority), &writer)
        }
        for record in records {
            guard write(.answer, query.name, record, &writer) else { return false }
        }
        for case .nameServer(let server) in records {
            for address in state.zone.glue(server) {
                // A kindness: without room it is left out (RFC 2181, 9).
                _ = write(.additional, server, address, &writer)
            }
        }
        return true
    }

    private func write(
        _ section: DNSRecord.Section, _ name: DNSWireName, _ data: DNSRecordValue,
        _ writer: inout DNSWriter
    ) -> Bool {
        writer.write(section, name, timeToLive: Zone.timeToLive, data)
    }

    /// Writes who asked, for which name in which letters and when, and a signature over that in a
    /// string of its own.
    private func writeWhoami(
        _ query: DNSQuery, _ asker: Endpoint, _ transport: String, _ run: RunLabel?,
        _ writer: inout DNSWriter
    ) -> Bool {
        var text = "address=\(asker.address) port=\(asker.port) transport=\(transport)"
        if let edns = query.edns {
            if let subnet = edns.subnet {
                text += " ecs=\(subnet.address)/\(subnet.sourcePrefix)"
            }
            text += " edns_size=\(edns.size) do=\(edns.wantsSignatures)"
        }
        text += " at=\(state.now.rfc3339(digits: 9)) name=\(query.name)"
        let body = Array(text.utf8)
        let mark = Array("signature=".utf8)
        var strings = stride(from: 0, to: body.count, by: 255).map {
            Array(body[$0..<min($0 + 255, body.count)])
        }
        // Pointer, type, class, TTL and length are 12 bytes. Signing costs more than all the rest, so
        // it is not done for what will not fit.
        let length = 12 + strings.count + body.count + 1 + mark.count + Ed25519Signature.textLength
        guard length <= writer.limit - writer.bytes.count else { return false }
        guard let signature = state.key.signature(ofAnswer: body, for: run) else {
            writer.set(responseCode: 2)
            return true
        }
        strings.append(mark + Array("\(signature)".utf8))
        return write(.answer, query.name, .text(strings), &writer)
    }

    /// The EDNS options of the answer; nil where the query has no EDNS.
    ///
    /// The client subnet comes back with its own length as scope: what `whoami` tells and what a row
    /// remembers is for that subnet alone, and a scope of 0 would let resolvers keep one answer for
    /// everybody and stop telling subnets (RFC 7871, 7.2.1).
    private func options(for query: DNSQuery) -> [DNSOption]? {
        guard let edns = query.edns else { return nil }
        guard !query.isMalformed, let subnet = edns.subnet,
            let prefix = IPPrefix(subnet.address, length: Int(subnet.sourcePrefix))
        else { return [] }
        return [DNSOption(DNSClientSubnet(prefix, scope: subnet.sourcePrefix))]
    }
}
