public import Wire

/// What a responder serves, and where.
public struct ResponderConfiguration: Sendable {
    /// The zone that is delegated to this responder.
    public var zone: DNSWireName
    /// The records of the zone; at least one NS record of the zone itself.
    public var records: [ZoneRecord]
    /// Where each service listens; port 0 lets the system choose.
    public var listen: [Service: [Endpoint]]
    /// The certificate for TLS; needed where DoT or HTTPS are served.
    public var certificate: CertificateFiles?
    /// How many answers a network gets over UDP.
    public var rate: AnswerRate

    /// A configuration that listens nowhere yet.
    public init(zone: DNSWireName, records: [ZoneRecord]) {
        self.zone = zone
        self.records = records
        listen = [:]
        rate = AnswerRate()
    }
}

/// One record of the zone. Every record has a TTL of one second.
public struct ZoneRecord: Sendable {
    /// The owner relative to the zone: `@` is the zone itself, `*` every name that does not exist.
    public let name: String
    /// What it says: an address or a name server.
    public let value: DNSRecordValue

    /// A record under a name.
    public init(_ name: String, _ value: DNSRecordValue) {
        self.name = name
        self.value = value
    }
}

/// PEM files for TLS.
public struct CertificateFiles: Sendable {
    /// The path of the certificate, those of its issuers behind it.
    public let chain: String
    /// The path of its private key.
    public let key: String

    /// Files by their paths.
    public init(chain: String, key: String) {
        self.chain = chain
        self.key = key
    }
}

/// How many answers a network (/24 or /56) gets over UDP. TCP is not limited this way: who has an
/// open connection did not forge its address.
public struct AnswerRate: Sendable {
    /// Answers in a second, over time: 200 of 150 bytes are 240 kbit/s, too little for an attack on
    /// somebody else and more than an audit asks for.
    public var perSecond: UInt32 = 200
    /// Answers at once, after a pause: a run sends a few hundred canaries.
    public var burst: UInt32 = 500

    /// The usual rate.
    public init() {}
}
