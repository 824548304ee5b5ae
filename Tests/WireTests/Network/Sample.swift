internal import HostileBytes
internal import Wire

/// Packets for tests, in the smallest form.
enum Sample {
    static let source = hex("c0a8327d")
    static let destination = hex("cb007150")
    static let source6 = hex("20010db8 00500000 12345678 9abcdef0")
    static let destination6 = hex("20010db8 01130000 00000000 00000080")

    /// The headers of a frame.
    static func packet(
        _ bytes: [UInt8], _ link: LinkType = .ethernet, originalLength: Int = 0
    ) -> Packet {
        read(bytes) { Packet($0, link: link, originalLength: UInt32(originalLength)) }
    }

    /// An IPv4 packet; `length` and `headerLength` may lie.
    static func ipv4(
        _ transport: UInt8, _ content: [UInt8], fragmentation: UInt16 = 0, options: [UInt8] = [],
        length: Int? = nil, words: UInt8? = nil
    ) -> [UInt8] {
        let size = UInt16(truncatingIfNeeded: length ?? 20 + options.count + content.count)
        let first = 0x40 | (words ?? UInt8(5 + options.count / 4))
        return [first, 0] + FrameBuilder.bytes(size) + hex("1234")
            + FrameBuilder.bytes(fragmentation) + [64, transport, 0, 0] + source + destination
            + options + content
    }

    /// An IPv6 packet; `length` may lie.
    static func ipv6(_ next: UInt8, _ content: [UInt8], length: Int? = nil) -> [UInt8] {
        let size = UInt16(truncatingIfNeeded: length ?? content.count)
        return [0x60, 0, 0, 0] + FrameBuilder.bytes(size) + [next, 255] + source6 + destination6
            + content
    }

    /// A UDP datagram; `length` may lie.
    static func udp(
        _ from: UInt16, _ to: UInt16, _ payload: [UInt8], length: Int? = nil
    ) -> [UInt8] {
        let size = UInt16(truncatingIfNeeded: length ?? 8 + payload.count)
        return [from, to, size, 0].flatMap(FrameBuilder.bytes) + payload
    }

    /// A TCP segment; `words` is the length of its header.
    static func tcp(
        _ from: UInt16, _ to: UInt16, _ payload: [UInt8], words: UInt8 = 5, options: [UInt8] = []
    ) -> [UInt8] {
        [from, to].flatMap(FrameBuilder.bytes) + hex("00000001 00000002")
            + [words << 4, 0x18] + hex("ffff 0000 0000") + options + payload
    }

    /// An IPv6 extension header of eight bytes.
    static func header(next: UInt8, length: UInt8 = 0) -> [UInt8] {
        [next, length, 1, 4, 0, 0, 0, 0]
    }
}
