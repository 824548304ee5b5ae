internal import Testing
internal import Wire

/// Signatures, by the vectors of RFC 8032, 7.1.
struct Ed25519Tests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let seed: [UInt8]
        let publicKey: [UInt8]
        let message: [UInt8]
        let signature: [UInt8]

        init(_ seed: String, _ publicKey: String, _ message: String, _ signature: String) {
            self.seed = hex(seed)
            self.publicKey = hex(publicKey)
            self.message = hex(message)
            self.signature = hex(signature)
        }

        var testDescription: String { "\(message.count) bytes" }
    }

    static let vectors = [
        Vector(
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            """
            e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b
            d25bf5f0595bbe24655141438e7a100b
            """),
        Vector(
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            """
            92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c
            387b2eaeb4302aeeb00d291612bb0c00
            """),
        Vector(
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            """
            6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659
            4a7c15e9716ed28dc027beceea1ec40a
            """),
        Vector(
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            """
            ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd
            454d4423643ce80e2a9ac94fa54ca49f
            """,
            """
            dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e030
            3dca179c138ac17ad9bef1177331a704
            """),
    ]

    @Test(arguments: vectors)
    func vectorsAreReproduced(_ vector: Vector) throws {
        let key = try #require(Ed25519Key(seed: vector.seed))
        #expect(key.publicKey.bytes == vector.publicKey)
        let signature = try #require(key.signature(of: vector.message))
        #expect(signature.bytes == vector.signature)
        #expect(key.publicKey.verifies(signature, of: vector.message))
        #expect(!key.publicKey.verifies(signature, of: vector.message + [0]))
        var changed = vector.signature
        changed[63] ^= 1
        let forged = try #require(Ed25519Signature(bytes: changed))
        #expect(!key.publicKey.verifies(forged, of: vector.message))
    }

    @Test func lengthsAreChecked() {
        #expect(Ed25519Key(seed: [1, 2, 3]) == nil)
        #expect(Ed25519PublicKey(bytes: [UInt8](repeating: 0, count: 31)) == nil)
        #expect(Ed25519Signature(bytes: [UInt8](repeating: 0, count: 65)) == nil)
    }

    @Test func textIsReadBack() throws {
        let key = try #require(Ed25519Key.generate())
        #expect(Ed25519PublicKey("\(key.publicKey)") == key.publicKey)
        let signature = try #require(key.signature(of: [1]))
        #expect("\(signature)".count == Ed25519Signature.textLength)
        #expect(Ed25519Signature("\(signature)") == signature)
        #expect(Ed25519Signature("\(signature)=") == nil && Ed25519Signature("") == nil)
        #expect(try #require(Ed25519Key.generate()).seed != key.seed)
    }

    @Test func theRunIsPartOfWhatIsSigned() throws {
        let key = try #require(Ed25519Key.generate())
        let run = RunLabel("run")
        let body = Array("run\n".utf8)
        let signature = try #require(key.signature(ofAnswer: body, for: run))
        #expect(key.publicKey.verifies(signature, ofAnswer: body, for: run))
        #expect(!key.publicKey.verifies(signature, ofAnswer: body, for: nil))
        #expect(!key.publicKey.verifies(signature, ofAnswer: body, for: RunLabel("other")))
        #expect(!key.publicKey.verifies(signature, of: body))
    }

    /// The vectors of RFC 4648, 10, without padding.
    @Test(arguments: [
        ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"),
        ("fooba", "Zm9vYmE"), ("foobar", "Zm9vYmFy"), ("\u{7f}\u{3e}?", "fz4_"),
    ])
    func base64IsReadBack(_ plain: String, _ text: String) {
        #expect(Base64URL.text(of: Array(plain.utf8)) == text)
        #expect(Base64URL.bytes(of: text.utf8) == Array(plain.utf8))
    }

    @Test(arguments: ["Z", "Zg=", "Zg==", "Zh", "Zm9v+", "Zm9v/", "Zm 9v", "Zm9vY", "Zm9\n"])
    func whatIsNoBase64IsRefused(_ text: String) {
        #expect(Base64URL.bytes(of: text.utf8) == nil)
    }
}
