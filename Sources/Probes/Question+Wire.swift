internal import Evidence
internal import Gather
internal import Glibc
internal import Wire

/// A question as it travels, and what its answer says.
extension Question {
    /// The kind that is noted of it.
    var kind: Answer.Kind {
        switch content {
        case .datagram: .udp
        case .stream: .tcp
        case .lookUp: .dns
        case .binding: .stun
        case .echo: .echo
        case .packet: .raw
        case .page: .http
        }
    }

    /// The mark that it carries, or the name that it asks for.
    var mark: String? {
        switch content {
        case .datagram(_, let mark, _), .stream(_, let mark): mark
        case .lookUp(let name, _, _), .page(let name, _):
            name.labels.map { name.label($0) }.joined(separator: ".")
        case .binding, .echo, .packet: nil
        }
    }

    /// The type of its socket.
    var type: Int32 {
        switch content {
        case .stream, .lookUp(_, _, overTCP: true), .page: Int32(SOCK_STREAM.rawValue)
        case .datagram, .lookUp, .binding: Int32(SOCK_DGRAM.rawValue)
        case .echo, .packet: Int32(SOCK_RAW.rawValue)
        }
    }

    /// The protocol of its socket; 0 where the type tells it.
    var protocolNumber: Int32 {
        switch content {
        case .echo: Int32(remote.isIPv4 ? IPProtocol.icmp : IPProtocol.icmpv6)
        case .packet(let number, _): Int32(number)
        default: 0
        }
    }

    /// Whether somebody has to answer.
    var waits: Bool {
        switch content {
        case .datagram(_, _, let waits): waits
        case .packet: false
        case .stream, .lookUp, .binding, .echo, .page: true
        }
    }

    /// What is sent; `identifier` ties the answer to it.
    func bytes(_ identifier: UInt64) -> [UInt8] {
        switch content {
        case .datagram(let payload, _, _), .stream(let payload, _), .packet(_, let payload):
            return payload
        case .page: return []
        case .lookUp(let name, let type, let overTCP):
            // Recursion is wanted.
            var writer = DNSWriter(id: UInt16(truncatingIfNeeded: identifier), flags: 0x0100)
            _ = writer.write(question: name, type: type)
            let length = FrameBuilder.bytes(UInt16(truncatingIfNeeded: writer.bytes.count))
            return overTCP ? length + writer.bytes : writer.bytes
        case .binding:
            return STUNWriter(
                .request, transactionHigh: UInt32(truncatingIfNeeded: identifier >> 32),
                transactionLow: identifier
            ).bytes
        case .echo:
            // Echo request: 8, and 128 for IPv6, whose checksum the kernel fills in.
            let type: UInt8 = remote.isIPv4 ? 8 : 128
            let body = FrameBuilder.bytes(identifier) + Array("watertight echo".utf8)
            let sum = remote.isIPv4 ? FrameBuilder.checksum([type, 0, 0, 0] + body) : 0
            return [type, 0] + FrameBuilder.bytes(sum) + body
        }
    }

    /// Reads what came back.
    func read(_ bytes: [UInt8], _ identifier: UInt64, into answer: inout Answer) {
        let span = unsafe bytes.span.bytes
        switch content {
        case .datagram, .stream, .echo, .packet, .page: answer.outcome = .answered
        case .lookUp(_, _, let overTCP):
            let message = span.extracting(min(overTCP ? 2 : 0, span.byteCount)..<span.byteCount)
            guard let header = DNSMessage(message), header.isResponse,
                header.id == UInt16(truncatingIfNeeded: identifier)
            else {
                answer.outcome = .garbled
                return
            }
            header.visitRecords(in: message) { record, section in
                guard section == .answer, answer.addresses.count < 16,
                    let address = record.address(in: message)
                else { return }
                answer.addresses.append(address)
            }
            answer.outcome = .answered
        case .binding:
            guard let message = STUNMessage(span), message.transactionLow == identifier,
                let seen = message.reflexiveEndpoint(in: span)
            else {
                answer.outcome = .garbled
                return
            }
            answer.seen = seen.address
            answer.outcome = .answered
        }
    }
}
