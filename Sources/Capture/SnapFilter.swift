internal import Wire

/// A program for the kernel's packet filter that cuts the tunnel's own packets, and nothing else.
///
/// The bulk of what an uplink carries is the tunnel's own, and of that only the start is judged. The
/// kernel does the cutting, so that no captured byte is parsed by a privileged process. Fragments, IPv6
/// extension headers and whatever is not UDP stay whole. See "The BSD Packet Filter" (McCanne and
/// Jacobson, 1993) and the kernel's `networking/filter` for the instructions.
struct SnapFilter {
    /// An instruction, as the kernel takes it (`struct sock_filter`).
    struct Instruction {
        var code: UInt16
        var ifTrue: UInt8
        var ifFalse: UInt8
        var value: UInt32
    }

    /// Bytes kept of such a packet: an IPv4 header with all options, that of UDP, and as much payload as
    /// anything looks at.
    static let kept = UInt32(60 + 8 + RepeatingKeyProbe.mostBytes)

    /// The program; empty where there is nothing to cut.
    let instructions: [Instruction]

    /// A filter that cuts UDP packets from and to these ends.
    init(cutting ends: [(address: IPAddress, port: UInt16)]) {
        guard !ends.isEmpty else {
            instructions = []
            return
        }
        let v4 = ends.filter(\.address.isIPv4).flatMap { SnapFilter.ipv4($0.address, $0.port) }
        let v6 = ends.filter { !$0.address.isIPv4 }.flatMap { SnapFilter.ipv6($0.address, $0.port) }
        let inIPv4 =
            // UDP, and no fragment: neither an offset nor more to come.
            SnapFilter.demand(.loadByte(9), .equal(17))
            + SnapFilter.demandNone(.loadHalf(6), 0x3fff)
            + [.loadHeaderLength] + v4 + [.whole]
        // What is no longer than what is kept needs no look; beyond that every load is inside.
        instructions =
            SnapFilter.demand(.loadLength, .greater(SnapFilter.kept))
            + [.loadProtocol, .equal(0x0800).jumping(1, 0), .jump(inIPv4.count)] + inIPv4
            + [.equal(0x86dd).jumping(1, 0), .whole]
            + SnapFilter.demand(.loadByte(6), .equal(17)) + v6 + [.whole]
    }

    /// Cuts what goes to or comes from an IPv4 end; else goes on behind.
    private static func ipv4(_ address: IPAddress, _ port: UInt16) -> [Instruction] {
        let (end, port) = (Instruction.equal(address.v4), Instruction.equal(UInt32(port)))
        return [
            .load(16), end.jumping(0, 2), .loadHalfBehindHeader(2), port.jumping(4, 0),
            .load(12), end.jumping(0, 3), .loadHalfBehindHeader(0), port.jumping(0, 1), .cut,
        ]
    }

    /// Cuts what goes to or comes from an IPv6 end; else goes on behind.
    private static func ipv6(_ address: IPAddress, _ port: UInt16) -> [Instruction] {
        let words = [address.high >> 32, address.high, address.low >> 32, address.low].map {
            Instruction.equal(UInt32(truncatingIfNeeded: $0))
        }
        let port = Instruction.equal(UInt32(port))
        // Each miss skips what is left of its half, and of the second half the cut as well.
        func half(at offset: UInt32, port offsetOfPort: UInt32, missing: UInt8) -> [Instruction] {
            words.enumerated().flatMap { index, word in
                [
                    .load(offset + UInt32(index) * 4),
                    word.jumping(0, 8 - UInt8(index) * 2 + missing),
                ]
            } + [.loadHalf(offsetOfPort)]
        }
        return half(at: 24, port: 42, missing: 0) + [port.jumping(10, 0)]
            + half(at: 8, port: 40, missing: 1) + [port.jumping(0, 1), .cut]
    }

    /// Goes on if a condition holds; else the packet stays whole.
    private static func demand(_ load: Instruction, _ condition: Instruction) -> [Instruction] {
        [load, condition.jumping(1, 0), .whole]
    }

    /// Goes on if none of these bits is set; else the packet stays whole.
    private static func demandNone(_ load: Instruction, _ bits: UInt32) -> [Instruction] {
        [load, .anyBit(bits).jumping(0, 1), .whole]
    }
}

extension SnapFilter.Instruction {
    /// Where the kernel has what is not in the packet: `SKF_AD_OFF` and `SKF_AD_PROTOCOL`.
    private static let protocolOffset = UInt32(bitPattern: -0x1000)

    static func load(_ offset: UInt32) -> Self { Self(0x20, offset) }
    static func loadHalf(_ offset: UInt32) -> Self { Self(0x28, offset) }
    static func loadByte(_ offset: UInt32) -> Self { Self(0x30, offset) }
    static let loadProtocol = Self(0x28, protocolOffset)
    static let loadLength = Self(0x80, 0)
    /// The length of the IPv4 header, into the index register.
    static let loadHeaderLength = Self(0xb1, 0)
    static func loadHalfBehindHeader(_ offset: UInt32) -> Self { Self(0x48, offset) }
    static func equal(_ value: UInt32) -> Self { Self(0x15, value) }
    static func greater(_ value: UInt32) -> Self { Self(0x25, value) }
    static func anyBit(_ bits: UInt32) -> Self { Self(0x45, bits) }
    static func jump(_ count: Int) -> Self { Self(0x05, UInt32(truncatingIfNeeded: count)) }
    static let cut = Self(0x06, SnapFilter.kept)
    static let whole = Self(0x06, LiveCapture.snapLength)

    private init(_ code: UInt16, _ value: UInt32) {
        self.init(code: code, ifTrue: 0, ifFalse: 0, value: value)
    }

    /// The same with how many instructions it skips.
    func jumping(_ ifTrue: UInt8, _ ifFalse: UInt8) -> Self {
        Self(code: code, ifTrue: ifTrue, ifFalse: ifFalse, value: value)
    }
}
