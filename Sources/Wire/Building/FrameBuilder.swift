/// Builds Ethernet frames, for the detector's self-test and for tests: values to bytes.
///
/// Lengths and IPv4 header checksums are right; transport checksums are left 0, as a sender's card
/// with offloading shows them.
public struct FrameBuilder: Sendable {
    /// The sender's station.
    public var source: MACAddress
    /// The receiver's station.
    public var destination: MACAddress

    /// A builder for frames between two stations.
    public init(from source: MACAddress, to destination: MACAddress) {
        self.source = source
        self.destination = destination
    }

    /// A frame with any content.
    public func frame(_ etherType: UInt16, _ content: [UInt8]) -> [UInt8] {
        FrameBuilder.bytes(destination.value).suffix(6) + FrameBuilder.bytes(source.value).suffix(6)
            + FrameBuilder.bytes(etherType) + content
    }

    /// A UDP datagram.
    public func udp(
        _ from: IPAddress, _ fromPort: UInt16, _ to: IPAddress, _ toPort: UInt16,
        _ payload: [UInt8], hopLimit: UInt8 = 64
    ) -> [UInt8] {
        let length = UInt16(truncatingIfNeeded: 8 + payload.count)
        let header = [fromPort, toPort, length, 0].flatMap(FrameBuilder.bytes)
        return packet(from, to, IPProtocol.udp, header + payload, hopLimit: hopLimit)
    }

    /// A TCP segment.
    public func tcp(
        _ from: IPAddress, _ fromPort: UInt16, _ to: IPAddress, _ toPort: UInt16,
        _ payload: [UInt8], sequence: UInt32 = 1, acknowledgement: UInt32 = 0, flags: UInt8 = 0x10
    ) -> [UInt8] {
        let header =
            [fromPort, toPort].flatMap(FrameBuilder.bytes)
            + FrameBuilder.bytes(sequence) + FrameBuilder.bytes(acknowledgement)
            + [0x50, flags] + [UInt16(0xffff), 0, 0].flatMap(FrameBuilder.bytes)
        return packet(from, to, IPProtocol.tcp, header + payload)
    }

    /// An IPv4 or IPv6 packet, by the addresses' family.
    public func packet(
        _ from: IPAddress, _ to: IPAddress, _ transport: UInt8, _ content: [UInt8],
        hopLimit: UInt8 = 64, fragmentation: UInt16 = 0, identification: UInt16 = 0
    ) -> [UInt8] {
        guard from.isIPv4, to.isIPv4 else {
            let header: [UInt8] =
                [0x60, 0, 0, 0]
                + FrameBuilder.bytes(UInt16(truncatingIfNeeded: content.count))
                + [transport, hopLimit]
            let addresses = [from.high, from.low, to.high, to.low].flatMap(FrameBuilder.bytes)
            return frame(EtherType.ipv6, header + addresses + content)
        }
        var header: [UInt8] =
            [0x45, 0] + FrameBuilder.bytes(UInt16(truncatingIfNeeded: 20 + content.count))
            + FrameBuilder.bytes(identification) + FrameBuilder.bytes(fragmentation)
            + [hopLimit, transport, 0, 0]
            + FrameBuilder.bytes(from.v4) + FrameBuilder.bytes(to.v4)
        let sum = FrameBuilder.checksum(header)
        header.replaceSubrange(10..<12, with: FrameBuilder.bytes(sum))
        return frame(EtherType.ipv4, header + content)
    }

    /// The bytes of a number, most significant first.
    public static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).map {
            UInt8(truncatingIfNeeded: number >> Number(Number.bitWidth - 8 - $0 * 8))
        }
    }

    /// The checksum of the Internet protocols (RFC 1071).
    public static func checksum(_ bytes: [UInt8]) -> UInt16 {
        var sum: UInt32 = 0
        for (index, byte) in bytes.enumerated() {
            sum &+= index % 2 == 0 ? UInt32(byte) << 8 : UInt32(byte)
        }
        while sum >> 16 != 0 { sum = sum & 0xffff &+ sum >> 16 }
        return ~UInt16(truncatingIfNeeded: sum)
    }
}
