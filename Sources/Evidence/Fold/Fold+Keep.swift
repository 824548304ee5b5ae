internal import Wire

/// Names that give a whole flow its class, and the frames that are kept to find them.
extension Fold {
    /// Whether a frame may hold a part of a handshake that has to be put together later.
    @inline(always)
    mutating func mayHoldHello(_ frame: RawSpan) -> Bool {
        guard packet.payload != 0, packet.payloadCount >= 6 else { return false }
        if packet.transport == IPProtocol.tcp {
            return TLSRecord.startsClientHello(frame.extracting(packet.content))
                || kept.openHellos & (1 << UInt64(packet.sourcePort & 63)) != 0
        }
        // A client pads its Initial to 1200 bytes (RFC 9000, 14.1).
        return packet.transport == IPProtocol.udp && packet.payloadCount >= 1200
            && QUICInitial.isInitial(frame.extracting(packet.content))
    }

    /// Counts a frame of a flow at once, and keeps it if its flow has few.
    @inline(never)
    mutating func keepAndCount(_ key: FlowKey, _ frame: RawSpan) {
        let row = flows.touchNow(
            key, length: record.originalLength, at: record.time, frame: record.number)
        let isHello = key.refined == 0 && mayHoldHello(frame) && isOpenHello(frame, row)
        var known = flows.rows[row].key
        if isHello {
            guard known.keptHellos < KeptFrames.hellosPerFlow else {
                kept.setOpen(false, port: packet.sourcePort)
                return
            }
            known.keptHellos &+= 1
            if packet.transport == IPProtocol.tcp { kept.setOpen(true, port: packet.sourcePort) }
        } else {
            guard known.keptNotes < KeptFrames.notesPerFlow else { return }
            known.keptNotes &+= 1
        }
        flows.rows.update(row) { $0.key = known }
        kept.keep(
            frame,
            KeptFrames.Frame(
                row: UInt32(truncatingIfNeeded: row), start: 0, length: 0,
                originalLength: record.originalLength, number: record.number, time: record.time,
                interface: current.index, isHello: isHello))
    }

    /// Whether a flow's handshake is not whole in this one segment.
    private mutating func isOpenHello(_ frame: RawSpan, _ row: Int) -> Bool {
        guard packet.transport == IPProtocol.tcp else { return true }
        let bytes = frame.extracting(packet.content)
        if TLSRecord.startsClientHello(bytes) {
            guard let record = TLSRecord(bytes), record.fragment.upperBound <= bytes.byteCount,
                let hello = ClientHello.parse(bytes.extracting(record.fragment))
            else { return true }
            return hello.isCut
        }
        return flows.rows[row].key.keptHellos > 0
    }

    /// The class that a name in this one frame gives the whole flow, plus one; 0 if it gives none.
    @inline(always)
    mutating func refinement(_ frame: RawSpan, _ trafficClass: TrafficClass) -> UInt8 {
        guard trafficClass == .tcp, packet.payload != 0, packet.payloadCount >= 16 else { return 0 }
        let first = frame.u8(packet.payload)
        // 22 begins a TLS handshake record; G and H begin GET and HEAD; 0 and 1 begin STUN, bare or
        // behind its length.
        guard first == 22 || first == 0x47 || first == 0x48 || first <= 1 else { return 0 }
        return refinementByContent(frame.extracting(packet.content))
    }

    @inline(never)
    private mutating func refinementByContent(_ bytes: RawSpan) -> UInt8 {
        var found: TrafficClass?
        if TLSRecord.startsClientHello(bytes) {
            guard let record = TLSRecord(bytes) else { return 0 }
            let handshake = bytes.extracting(
                record.fragment.lowerBound..<min(record.fragment.upperBound, bytes.byteCount))
            found = ClientHello.parse(handshake).flatMap {
                KnownNames.trafficClass(of: $0, handshake)
            }
        } else if let request = HTTPRequest(bytes), let host = request.host {
            found = KnownNames.isProbe(bytes.extracting(host)) ? .connectivityProbe : nil
        } else if STUNFraming.messageAtStart(of: bytes) != nil {
            found = .stun
        }
        return found.map { $0.rawValue &+ 1 } ?? 0
    }
}
