internal import HostileBytes
internal import Testing
internal import Wire

@Suite struct OuterTests {
    /// An IPv4 packet from 10.64.0.2 to 203.0.113.80 with 12 bytes of UDP, checksum sound.
    static let inner =
        hex("45000020 1234 4000 4011") + checksum
        + hex("0a400002 cb007150 9c40 0fa0 000c 0000 01020304")
    static let checksum: [UInt8] = {
        let words: [UInt32] = [
            0x4500, 0x0020, 0x1234, 0x4000, 0x4011, 0x0a40, 0x0002, 0xcb00, 0x7150,
        ]
        var sum = words.reduce(0, +)
        sum = (sum & 0xffff) + (sum >> 16)
        sum = ~sum & 0xffff
        return [UInt8(sum >> 8), UInt8(sum & 255)]
    }()

    static func udp(_ bytes: [UInt8], port: UInt16 = 1194, length: Int? = nil) -> OuterProtocol {
        read(bytes) {
            OuterProtocol.ofUDP($0, originalLength: length ?? bytes.count, serverPort: port)
        }
    }

    static func tcp(_ bytes: [UInt8]) -> OuterProtocol { read(bytes) { OuterProtocol.ofTCP($0) } }

    @Test func wireGuardIsTold() {
        #expect(Self.udp(hex("01000000") + noise(144, seed: 1)) == .wireGuard(type: 1))
        #expect(Self.udp(hex("04000000") + noise(92, seed: 1)) == .wireGuard(type: 4))
        #expect(Self.udp(hex("04000000"), length: 1456) == .wireGuard(type: 4))
        #expect(Self.udp(hex("01000000") + noise(143, seed: 1)) == .unknown)
        #expect(Self.udp(hex("04000001") + noise(92, seed: 1)) == .unknown)
    }

    @Test func openVPNIsTold() {
        // A real hard reset, plain.
        let reset = hex("38855ec7e105deddbd0000000000")
        #expect(Self.udp(reset) == .openVPN)
        #expect(Self.tcp([0, 14] + reset) == .openVPN)
        #expect(Self.tcp([0, 15] + reset) == .unknown)
        // Behind tls-crypt: packet number 1 and a time.
        let crypt = hex("38 0102030405060708 00000001 66000000") + noise(37, seed: 2)
        #expect(Self.udp(crypt) == .openVPN)
        let auth =
            hex("38 0102030405060708") + noise(20, seed: 3) + hex("00000001 66000000 0000000000")
        #expect(Self.udp(auth) == .openVPN)
        #expect(Self.udp(hex("38") + noise(60, seed: 4)) == .unknown)
    }

    @Test func ipsecIsTold() {
        let ike = hex("0102030405060708 0000000000000000 21 20 22 08 00000000 0000001c")
        #expect(Self.udp(ike, port: 500) == .ike)
        #expect(Self.udp(hex("00000000") + ike, port: 4500) == .ike)
        #expect(Self.udp(hex("c0ffee01 00000001") + noise(64, seed: 5), port: 4500) == .espInUDP)
        #expect(Self.udp(ike + [0], port: 500) == .unknown)
    }

    @Test func quicAndDTLSAreTold() {
        #expect(Self.udp(QUICVectors.rfc9001, port: 443) == .quic)
        #expect(Self.udp(QUICVectors.rfc9369, port: 443) == .quic)
        let dtls = hex("16 fefd 0000 000000000000 0004 01000000")
        #expect(Self.udp(dtls, port: 443) == .dtls)
        #expect(Self.udp(Array(dtls.dropLast()), port: 443) == .unknown)
    }

    @Test func plainPacketsAreTold() {
        #expect(Self.udp(Self.inner) == .plainIP)
        var damaged = Self.inner
        damaged[10] ^= 1
        #expect(Self.udp(damaged) == .unknown)
        let v6 = hex("60000000 0004 11 40") + [UInt8](repeating: 1, count: 36)
        #expect(Self.udp(v6) == .plainIP)
        #expect(Self.udp(v6 + [0]) == .unknown)
    }

    @Test func streamsAreTold() {
        #expect(Self.tcp(TLSTests.record) == .tls)
        #expect(Self.tcp(Array("SSH-2.0-OpenSSH\r\n".utf8)) == .ssh)
        #expect(Self.tcp(hex("050100")) == .socks5)
        #expect(Self.tcp(hex("0401 0050 cb007150 00")) == .socks4)
        #expect(Self.tcp(Array("CONNECT a.example:443 HTTP/1.1\r\n".utf8)) == .httpProxy)
        #expect(Self.tcp(Array("GET / HTTP/1.1\r\n".utf8)) == .unknown)
        #expect(Self.tcp([]) == .unknown)
    }

    @Test func torsHelloIsTold() {
        func record(_ extensions: [(UInt16, [UInt8])]) -> [UInt8] {
            let hello = TLSTests.hello(extensions)
            return [22, 3, 1, UInt8(hello.count >> 8), UInt8(hello.count & 255)] + hello
        }
        let alpn: (UInt16, [UInt8]) = (16, hex("0003 026832"))
        #expect(Self.tcp(record([(0, TLSTests.name("www.q2x7mlkfab3.com"))])) == .torLikeTLS)
        #expect(Self.tcp(record([])) == .torLikeTLS)
        #expect(Self.tcp(record([(0, TLSTests.name("www.q2x7mlkfab3.com")), alpn])) == .tls)
        #expect(Self.tcp(record([(0, TLSTests.name("www.my-example.com"))])) == .tls)
        #expect(Self.tcp(record([(0, TLSTests.name("a.example"))])) == .tls)
    }

    @Test(arguments: [(0, UInt8(0)), (13, 0), (24, 0x5a), (40, 0xff)])
    func hiddenPacketIsFound(offset: Int, key: UInt8) throws {
        let bytes = noise(offset, seed: 9) + Self.inner.map { $0 ^ key }
        let probe = try #require(read(bytes) { CleartextProbe($0, originalLength: bytes.count) })
        #expect(probe.offset == offset && probe.key == key && probe.protocol == 17)
        #expect(probe.source == IPAddress("10.64.0.2"))
        #expect(probe.destination == IPAddress("203.0.113.80"))
    }

    @Test func noiseHidesNoPacket() {
        for seed in 0..<300 {
            let bytes = noise(400, seed: UInt64(seed))
            #expect(read(bytes) { CleartextProbe($0, originalLength: 400) } == nil)
        }
        let flat = [UInt8](repeating: 0x45, count: 200)
        #expect(read(flat) { CleartextProbe($0, originalLength: 200) } == nil)
        let deep = noise(64, seed: 9) + Self.inner
        #expect(read(deep) { CleartextProbe($0, originalLength: deep.count) } == nil)
    }

    @Test func histogramTellsNoiseFromText() {
        var even = ByteHistogram()
        #expect(even.chiSquare == nil && even.looksRandom == nil)
        read(noise(20_000, seed: 3)) { even.add($0) }
        #expect(even.looksRandom == true)
        #expect(even.chiSquare.map { 150...400 ~= $0 } == true)
        var text = ByteHistogram()
        read(Array(String(repeating: "the quick brown fox ", count: 100).utf8)) { text.add($0) }
        #expect(text.looksRandom == false)
        var flat = ByteHistogram()
        read((0..<2560).map { UInt8($0 & 255) }) { flat.add($0) }
        #expect(flat.chiSquare == 0)
    }

    @Test func damagedPayloadsAreSurvived() {
        for bytes in [TLSTests.record, hex("38855ec7e105deddbd0000000000"), Self.inner] {
            harass(Array(bytes.prefix(250))) { bytes in
                _ = OuterProtocol.ofUDP(bytes, originalLength: 250, serverPort: 4500)
                _ = OuterProtocol.ofTCP(bytes)
                _ = CleartextProbe(bytes, originalLength: bytes.byteCount)
            }
        }
    }
}
