internal import Wire

/// Handshakes that span frames, put together once the frames are in: the costly decoding.
extension Fold {
    /// Gives flows the class of the name in their ClientHello, and those to a resolver its class.
    mutating func refineByHellos() {
        var tls: [UInt32: HelloAssembler] = [:]
        var quic: [UInt32: QUICHelloAssembler] = [:]
        for index in 0..<kept.count where kept[index].isHello {
            let entry = kept[index]
            let bytes = kept.bytes(of: entry)
            let span = unsafe bytes.span.bytes
            let packet = Packet(
                span, link: vantages[Int(entry.interface)].link,
                originalLength: entry.originalLength)
            guard packet.payload != 0 else { continue }
            let content = span.extracting(packet.content)
            if packet.transport == IPProtocol.tcp {
                let sequence = span.be32(packet.upper &+ 4)
                if tls[entry.row]?.take(content, sequence: sequence) == nil {
                    var assembler = HelloAssembler(startingAt: sequence)
                    _ = assembler.take(content, sequence: sequence)
                    tls[entry.row] = assembler
                }
            } else if quic[entry.row]?.take(content) == nil {
                var assembler = QUICHelloAssembler()
                _ = assembler.take(content)
                quic[entry.row] = assembler
            }
        }
        for (row, assembler) in tls where assembler.progress == .complete {
            refine(row, by: assembler.handshake)
        }
        for (row, assembler) in quic where assembler.progress == .complete {
            refine(row, by: assembler.handshake)
        }
    }

    private mutating func refine(_ row: UInt32, by handshake: [UInt8]) {
        let bytes = unsafe handshake.span.bytes
        guard let hello = ClientHello.parse(bytes),
            let found = KnownNames.trafficClass(of: hello, bytes)
        else { return }
        flows.rows.update(Int(row)) { $0.key.refined = found.rawValue &+ 1 }
    }
}
