internal import Testing
internal import Wire

@testable internal import Tunnels

/// What `wg` prints, for tests beside this file.
enum WireGuardProgramText {
    static func state(_ texts: [String]) -> WireGuardState? { WireGuardProgram.state(texts) }
}

/// Text of WireGuard's programs, sockets and files is read whole or refused.
struct WireGuardTextTests {
    private static let secret = String(repeating: "5e", count: 32)
    private static let answer = """
        private_key=\(secret)
        listen_port=51820
        fwmark=51820
        public_key=e5d68299fac46b6253613f19f6abe74aca74a5e9953c4a0c95df4de76a751277
        preshared_key=\(secret)
        protocol_version=1
        endpoint=198.51.100.2:51821
        last_handshake_time_sec=1795359088
        last_handshake_time_nsec=500
        tx_bytes=148
        rx_bytes=92
        persistent_keepalive_interval=25
        allowed_ip=10.66.0.2/32
        allowed_ip=2001:db8:66::2/128
        public_key=00d68299fac46b6253613f19f6abe74aca74a5e9953c4a0c95df4de76a751277
        endpoint=[2001:db8::9]:4500
        last_handshake_time_sec=0
        errno=0


        """

    private func state(_ text: String) -> Result<WireGuardState, TunnelError> {
        let bytes = Array(text.utf8)
        return Result { () throws(TunnelError) in
            try unsafe WireGuardAnswer.state(in: bytes.span.bytes, of: "wg0")
        }
    }

    private func code(_ text: String) -> TunnelError.Code? {
        if case .failure(let error) = state(text) { error.code } else { nil }
    }

    @Test func answersAreRead() throws {
        let state = try state(Self.answer).get()
        #expect(state.mark == 51820 && state.peers.count == 2)
        let (first, second) = (state.peers[0], state.peers[1])
        #expect(first.endpoint == TunnelEndpoint("198.51.100.2:51821"))
        #expect(first.allowed.map(\.description) == ["10.66.0.2/32", "2001:db8:66::2/128"])
        #expect(first.latestHandshake == 1_795_359_088)
        #expect(first.received == 92 && first.sent == 148)
        #expect(second.endpoint?.description == "[2001:db8::9]:4500")
        #expect(second.latestHandshake == nil && second.allowed.isEmpty)
    }

    @Test func noKeyIsKept() throws {
        let told = "\(try state(Self.answer).get())"
        #expect(!told.contains(Self.secret) && !told.contains("e5d6829"))
        let file = WireGuardFile(Array("[Interface]\nPrivateKey = c2VjcmV0\nOdd = x\n".utf8))
        #expect(!"\(file)".contains("c2Vj") && file.unread == [3])
    }

    @Test func answersThatAreNotWholeAreRefused() {
        #expect(code("") == .damaged)
        #expect(code("fwmark=1\n") == .damaged)
        #expect(code("errno=0") == .damaged)
        #expect(code("errno=-22\n\n") == .program)
        #expect(code("errno=zero\n\n") == .damaged)
        #expect(code("errno=0\n\n") == nil)
        for line in [
            "no equals", "endpoint=example.com:1", "endpoint=198.51.100.2:0",
            "endpoint=198.51.100.2:65536", "allowed_ip=10.0.0.0/33", "rx_bytes=-1",
            "tx_bytes=99999999999999999999", "last_handshake_time_sec=+1",
        ] {
            #expect(code("public_key=00\n\(line)\nerrno=0\n\n") == .damaged, "\(line)")
        }
        #expect(code("fwmark=-1\nerrno=0\n\n") == .damaged)
        // What later versions may add.
        #expect(code("public_key=00\nnew_thing=1\nerrno=0\n\n") == nil)
    }

    @Test func damagedAnswersAreSurvived() {
        let bytes = Array(Self.answer.utf8)
        for end in bytes.indices {
            _ = state(String(decoding: bytes[..<end], as: UTF8.self))
        }
        for index in bytes.indices {
            for value: UInt8 in [0, 10, 61, 255] {
                var changed = bytes
                changed[index] = value
                _ = Result { () throws(TunnelError) in
                    try unsafe WireGuardAnswer.state(in: changed.span.bytes, of: "wg0")
                }
            }
        }
    }

    @Test func printedTextsAreJoinedByPeer() throws {
        let state = try #require(
            WireGuardProgram.state([
                "0xca6c\n", "A=\t198.51.100.2:51820\nB=\t(none)\n",
                "B=\t(none)\nA=\t10.66.0.2/32 2001:db8::/64\n", "A=\t1795359088\nB=\t0\n",
                "A=\t476\t644\nB=\t0\t0\nC=\t1\t2\n",
            ]))
        #expect(state.mark == 51820 && state.peers.count == 3)
        #expect(state.peers[0].endpoint == TunnelEndpoint("198.51.100.2:51820"))
        #expect(state.peers[0].allowed.count == 2 && state.peers[0].received == 476)
        #expect(state.peers[1] == WireGuardPeer())
        #expect(state.peers[2].sent == 2)
        #expect(WireGuardProgram.state(["off\n", "", "", "", ""]) == WireGuardState())
    }

    @Test func printedTextsThatCannotBeReadAreRefused() {
        let good = ["off\n", "A=\t(none)\n", "A=\t(none)\n", "A=\t0\n", "A=\t0\t0\n"]
        #expect(WireGuardProgram.state(good) != nil)
        let bad = [
            (0, ""), (0, "0x"), (0, "0x1ffffffff"), (0, "-1"), (1, "A="), (1, "A=\tname:1"),
            (2, "A=\t10.0.0.0/99"), (3, "A=\tnever"), (4, "A=\t0"), (4, "A=\t0\t-1"),
            (4, "A=\t0\t0\t0"),
        ]
        for (index, text) in bad {
            var texts = good
            texts[index] = text
            #expect(WireGuardProgram.state(texts) == nil, "\(text)")
        }
        #expect(WireGuardProgram.state(Array(good.dropLast())) == nil)
    }

    @Test func endsAreAddressesAndPorts() {
        for text in ["192.0.2.1:1", "[2001:db8::1]:65535"] {
            #expect(TunnelEndpoint(text)?.description == text)
        }
        #expect(TunnelEndpoint("[fe80::1%eth0]:9")?.description == "[fe80::1]:9")
        for text in [
            "", ":", "192.0.2.1", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:65536", "192.0.2.1:+1",
            "2001:db8::1:5", "[2001:db8::1]", "example.com:1", "[]:1", "192.0.2.1:1 ",
        ] {
            #expect(TunnelEndpoint(text) == nil, "\(text)")
        }
    }

    @Test func handshakesAge() {
        var peer = WireGuardPeer()
        let now = Timestamp(nanoseconds: 1000 * 1_000_000_000)
        #expect(peer.handshakeAge(at: now) == nil)
        peer.latestHandshake = 820
        #expect(peer.handshakeAge(at: now) == 180)
        peer.latestHandshake = 2000
        #expect(peer.handshakeAge(at: now) == 0)
    }

    @Test func filesAreReadWithoutKeys() throws {
        let file = WireGuardFile(
            Array(
                """
                # of a provider
                [Interface]
                PrivateKey=abcd=  # secret
                address = 10.66.0.2/32, 2001:db8:66::2/128
                DNS = 10.66.0.1, 2001:db8:66::1, example.com
                MTU = 1380
                Table = 0x4d2
                FwMark = 0xca6c
                PostUp = iptables -I OUTPUT -j REJECT
                PreDown = true
                ListenPort = 51820\r
                [Peer]
                PublicKey = efgh=
                AllowedIPs = 0.0.0.0/0, ::/0
                AllowedIPs = 10.0.0.0/8
                Endpoint = vpn.example.com:51820
                PersistentKeepalive = 25
                [peer]
                Endpoint = [2001:db8::9]:4500
                AllowedIPs = nonsense
                [Odd]
                Key = value
                """.utf8))
        #expect(file.addresses.map(\.raw) == ["10.66.0.2/32", "2001:db8:66::2/128"])
        #expect(file.resolvers.map(\.description) == ["10.66.0.1", "2001:db8:66::1"])
        #expect(file.search.map(\.raw) == ["example.com"])
        #expect(file.mtu == 1380 && file.table == .number(1234) && file.mark == 51820)
        #expect(file.commands == 2 && file.peers.count == 2)
        #expect(file.peers[0].allowed.map(\.description) == ["0.0.0.0/0", "::/0", "10.0.0.0/8"])
        #expect(file.peers[0].endpoint?.raw == "vpn.example.com:51820")
        #expect(file.peers[1].endpoint?.raw == "[2001:db8::9]:4500")
        #expect(file.unread == [20, 21, 22])
    }

    @Test func filesWithoutMeaningAreSurvived() {
        let odd = ["", "\n\n", "[Interface]\nTable = off\nMTU = x\n", "Endpoint = 1\n", "=\n[\n]"]
        let files = odd.map { WireGuardFile(Array($0.utf8)) }
        #expect(files.map(\.unread) == [[], [], [3], [1], [1, 2, 3]])
        #expect(files[2].table == .off && files[2].mtu == nil)
        _ = WireGuardFile([255, 0, 10, 61, 255, 10, 91, 93])
    }
}
