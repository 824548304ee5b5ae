/// Builds literal capture files in either byte order.
struct LiteralFile {
    var bytes: [UInt8] = []
    var bigEndian = false

    mutating func u16(_ value: UInt16) { number(UInt64(value), 2) }
    mutating func u32(_ value: UInt32) { number(UInt64(value), 4) }
    mutating func u64(_ value: UInt64) { number(value, 8) }

    private mutating func number(_ value: UInt64, _ size: Int) {
        for index in 0..<size {
            let shift = 8 * (bigEndian ? size - 1 - index : index)
            bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(shift)))
        }
    }
}

/// The blocks of a pcapng file.
extension LiteralFile {
    /// A block with honest lengths, unless `first` or `last` is given.
    mutating func block(
        _ type: UInt32, first: UInt32? = nil, last: UInt32? = nil,
        _ body: (inout LiteralFile) -> Void
    ) {
        var inner = LiteralFile(bigEndian: bigEndian)
        body(&inner)
        let length = UInt32(inner.bytes.count + 12)
        u32(type)
        u32(first ?? length)
        bytes += inner.bytes
        u32(last ?? length)
    }

    mutating func option(_ code: UInt16, _ value: [UInt8]) {
        u16(code)
        u16(UInt16(value.count))
        bytes += value
        pad()
    }

    mutating func option(_ code: UInt16, _ value: UInt64) {
        u16(code)
        u16(8)
        u64(value)
    }

    mutating func pad() { while bytes.count % 4 != 0 { bytes.append(0) } }

    mutating func section(bigEndian: Bool, version: (UInt16, UInt16) = (1, 0)) {
        self.bigEndian = bigEndian
        block(0x0a0d_0d0a) {
            $0.u32(0x1a2b_3c4d)
            $0.u16(version.0)
            $0.u16(version.1)
            $0.u64(.max)
        }
    }

    mutating func interface(
        linkType: UInt16 = 1, snapLength: UInt32 = 0,
        options: (inout LiteralFile) -> Void = { _ in }
    ) {
        block(1) {
            $0.u16(linkType)
            $0.u16(0)
            $0.u32(snapLength)
            options(&$0)
        }
    }

    mutating func frame(
        _ data: [UInt8], interface: UInt32 = 0, ticks: UInt64 = 0, captured: UInt32? = nil,
        last: UInt32? = nil, options: (inout LiteralFile) -> Void = { _ in }
    ) {
        block(6, last: last) {
            $0.u32(interface)
            $0.u32(UInt32(ticks >> 32))
            $0.u32(UInt32(truncatingIfNeeded: ticks))
            $0.u32(captured ?? UInt32(data.count))
            $0.u32(1500)
            $0.bytes += data
            $0.pad()
            options(&$0)
        }
    }
}

extension LiteralFile {
    /// A file of one section and one Ethernet interface.
    static func pcapng(
        bigEndian: Bool = false, _ blocks: (inout LiteralFile) -> Void
    ) -> [UInt8] {
        var file = LiteralFile()
        file.section(bigEndian: bigEndian)
        file.interface()
        blocks(&file)
        return file.bytes
    }
}
