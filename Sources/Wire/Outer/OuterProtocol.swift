/// What the payload of a tunnel's outer flow looks like, judged from one packet.
///
/// A hint, not a proof: most tunnels show their form at the start of a flow only, and anybody can
/// imitate another's.
public enum OuterProtocol: Hashable, Sendable {
    /// WireGuard: 1 initiation, 2 response, 3 cookie, 4 data.
    case wireGuard(type: UInt8)
    /// OpenVPN: the packets that open a session.
    case openVPN
    /// IKE, with or without the marker of port 4500 (RFC 7296, 3948).
    case ike
    /// IPsec ESP in UDP (RFC 3948): only told by its port.
    case espInUDP
    /// DTLS.
    case dtls
    /// TLS.
    case tls
    /// TLS whose hello looks like Tor's: no application protocols, and a name that is missing or
    /// `www.`, 8 to 20 characters of base 32, `.com`.
    case torLikeTLS
    /// QUIC: a long header of version 1 or 2.
    case quic
    /// SSH.
    case ssh
    /// SOCKS 4 or 4a.
    case socks4
    /// SOCKS 5.
    case socks5
    /// HTTP to a proxy: CONNECT or an absolute URL.
    case httpProxy
    /// An IP packet in the clear.
    case plainIP
    /// None of these.
    case unknown

    /// What a UDP payload looks like.
    /// - Parameters:
    ///   - bytes: The payload as far as it was captured.
    ///   - originalLength: Its bytes as sent.
    ///   - serverPort: The port of the far end.
    @inline(never) public static func ofUDP(
        _ bytes: RawSpan, originalLength: Int, serverPort: UInt16
    ) -> OuterProtocol {
        let length = max(originalLength, bytes.byteCount)
        if let type = wireGuardType(bytes, length) { return .wireGuard(type: type) }
        if PlainIP.begins(bytes, originalLength: length) { return .plainIP }
        if isQUIC(bytes) { return .quic }
        if isDTLS(bytes, length) { return .dtls }
        if isIKE(bytes, at: 0, length) { return .ike }
        if serverPort == 4500, bytes.byteCount >= 8 {
            if bytes.be32(0) == 0 { return isIKE(bytes, at: 4, length) ? .ike : .unknown }
            // Smaller security parameter indexes are reserved (RFC 4303, 2.1).
            if bytes.be32(0) >= 256 { return .espInUDP }
        }
        return isOpenVPN(bytes, at: 0, length) ? .openVPN : .unknown
    }

    /// What the first segment with data of a TCP connection looks like.
    @inline(never) public static func ofTCP(_ bytes: RawSpan) -> OuterProtocol {
        if TLSRecord.startsClientHello(bytes) { return isTorLike(bytes) ? .torLikeTLS : .tls }
        if let record = TLSRecord(bytes), record.fragment.count > 0 { return .tls }
        if bytes.hasText("SSH-", at: 0) { return .ssh }
        switch SOCKSMessage.parse(bytes) {
        case .greeting: return .socks5
        case .request(let request): return request.version == 4 ? .socks4 : .socks5
        case nil: break
        }
        if let request = HTTPRequest(bytes), request.isConnect || request.isAbsoluteForm {
            return .httpProxy
        }
        // Over TCP, OpenVPN puts two length bytes before each packet.
        if bytes.byteCount >= 2 {
            let length = Int(bytes.be16(0))
            if length == bytes.byteCount - 2, isOpenVPN(bytes, at: 2, length) { return .openVPN }
        }
        return .unknown
    }

    private static func wireGuardType(_ bytes: RawSpan, _ length: Int) -> UInt8? {
        guard bytes.byteCount >= 4, bytes.be32(0) & 0xff_ffff == 0 else { return nil }
        let type = bytes.u8(0)
        switch (type, length) {
        case (1, 148), (2, 92), (3, 64): return type
        // 16 of header and 16 of tag; the inner packet is padded to 16.
        case (4, 32...) where length & 15 == 0: return type
        default: return nil
        }
    }

    private static func isQUIC(_ bytes: RawSpan) -> Bool {
        guard let header = QUICLongHeader(bytes, at: 0) else { return false }
        return QUICVersion(rawValue: header.version) != nil
    }

    private static func isDTLS(_ bytes: RawSpan, _ length: Int) -> Bool {
        guard bytes.byteCount >= 13, 20...25 ~= bytes.u8(0) else { return false }
        // Versions 1.0 and 1.2; 1.3 writes 1.2.
        let version = bytes.be16(1)
        return (version == 0xfeff || version == 0xfefd) && Int(bytes.be16(11)) &+ 13 <= length
    }

    private static func isIKE(_ bytes: RawSpan, at: Int, _ length: Int) -> Bool {
        guard bytes.byteCount >= at &+ 28, bytes.be64(at) != 0 else { return false }
        guard Int(bytes.be32(at &+ 24)) == length - at else { return false }
        switch bytes.u8(at &+ 17) {
        case 0x10: return 2...6 ~= bytes.u8(at &+ 18) || 32...33 ~= bytes.u8(at &+ 18)
        case 0x20: return 34...43 ~= bytes.u8(at &+ 18)
        default: return false
        }
    }

    /// Whether a packet opens an OpenVPN session: a hard reset whose first packet number shows,
    /// plain, behind tls-crypt's nonce, or behind the HMAC of tls-auth.
    private static func isOpenVPN(_ bytes: RawSpan, at: Int, _ length: Int) -> Bool {
        // Opcodes 7 and 10 (client), 8 (server) with key 0, then eight bytes of session.
        guard bytes.byteCount >= at &+ 14 else { return false }
        let first = bytes.u8(at)
        guard first == 0x38 || first == 0x40 || first == 0x50 else { return false }
        if first != 0x40, length == 14, bytes.u8(at &+ 9) == 0, bytes.be32(at &+ 10) == 0 {
            return true
        }
        // The server acknowledges packet 0 of the client's session and sends its own packet 0.
        if first == 0x40, length == 26, bytes.byteCount >= at &+ 26 {
            return bytes.u8(at &+ 9) == 1 && bytes.be32(at &+ 10) == 0
                && bytes.be32(at &+ 22) == 0
        }
        // SHA-1, SHA-256 and SHA-512 make 20, 32 and 64 bytes.
        return isFirstOpenVPNNumber(bytes, at &+ 9) || isFirstOpenVPNNumber(bytes, at &+ 29)
            || isFirstOpenVPNNumber(bytes, at &+ 41) || isFirstOpenVPNNumber(bytes, at &+ 73)
    }

    /// Whether a replay counter of 1 and a time after mid-2012 stand at `at`.
    private static func isFirstOpenVPNNumber(_ bytes: RawSpan, _ at: Int) -> Bool {
        bytes.byteCount >= at &+ 8 && bytes.be32(at) == 1 && bytes.be32(at &+ 4) > 0x5000_0000
    }

    private static func isTorLike(_ bytes: RawSpan) -> Bool {
        guard let record = TLSRecord(bytes) else { return false }
        let handshake = bytes.extracting(record.fragment.clamped(to: 0..<bytes.byteCount))
        guard let hello = ClientHello.parse(handshake), !hello.isCut,
            hello.protocolListRange == nil
        else { return false }
        guard let name = hello.serverNameRange else { return true }
        guard 16...28 ~= name.count, handshake.hasText("www.", at: name.lowerBound),
            handshake.hasText(".com", at: name.upperBound &- 4)
        else { return false }
        for at in name.dropFirst(4).dropLast(4) {
            let byte = handshake.u8(at)
            guard 97...122 ~= byte || 50...55 ~= byte else { return false }
        }
        return true
    }
}
