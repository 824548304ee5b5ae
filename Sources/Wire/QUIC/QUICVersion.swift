/// A QUIC version whose Initial packets can be opened: their keys follow from public values.
enum QUICVersion: UInt32 {
    /// RFC 9000.
    case one = 0x0000_0001
    /// RFC 9369.
    case two = 0x6b33_43cf

    /// The type bits of an Initial packet.
    var initialType: UInt8 { self == .one ? 0 : 1 }

    /// The salt of the initial secret (RFC 9001, 5.2; RFC 9369, 3.3.1).
    var salt: [UInt8] {
        switch self {
        case .one:
            [
                0x38, 0x76, 0x2c, 0xf7, 0xf5, 0x59, 0x34, 0xb3, 0x4d, 0x17,
                0x9a, 0xe6, 0xa4, 0xc8, 0x0c, 0xad, 0xcc, 0xbb, 0x7f, 0x0a,
            ]
        case .two:
            [
                0x0d, 0xed, 0xe3, 0xde, 0xf7, 0x00, 0xa6, 0xdb, 0x81, 0x93,
                0x81, 0xbe, 0x6e, 0x26, 0x9d, 0xcb, 0xf9, 0xbd, 0x2e, 0xd9,
            ]
        }
    }

    /// What the labels of key, IV and header key begin with.
    var labelPrefix: String { self == .one ? "quic " : "quicv2 " }
}
