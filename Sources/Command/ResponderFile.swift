internal import Responder
internal import Wire
internal import Yams

/// The responder's configuration in YAML; docs/responder.md lists its keys.
struct ResponderFile {
    /// The path of the signing key.
    let key: String
    /// What is served, and where.
    let configuration: ResponderConfiguration

    /// Most addresses of one service: a host has a few.
    private static let mostAddresses = 16
    /// Most records: a zone for audits has a dozen.
    private static let mostRecords = 256

    /// The keys under `listen` and the sockets that each opens.
    private static let services: [(key: String, services: [Service])] = [
        ("dns", [.dnsUDP, .dnsTCP]), ("dot", [.dot]), ("http", [.http]), ("https", [.https]),
        ("stun", [.stunUDP, .stunTCP]), ("canary_udp", [.canaryUDP]),
        ("canary_tcp", [.canaryTCP]),
    ]

    /// Reads a file; throws for the first mistake.
    init(_ path: String) throws(Refusal) {
        let file = try YAMLFile(path, .responder)
        guard let root = file.root else {
            throw file.purpose.mistake("\(path) is empty", "A zone and its records are required.")
        }
        var map = try YAMLMap(root, "the configuration", file)
        let text = try map.needed("zone")
        let zone = try map.choice(text, DNSWireName(text), "zone")
        key = try map.needed("key")
        var records: [ZoneRecord] = []
        for node in try map.list("records") {
            records.append(try ResponderFile.record(node, file))
        }
        guard records.count <= ResponderFile.mostRecords else {
            throw file.purpose.mistake(
                "\(path) has too many records", "At most \(ResponderFile.mostRecords) are served.")
        }
        var configuration = ResponderConfiguration(zone: zone, records: records)
        if let node = map.take("listen") {
            configuration.listen = try ResponderFile.listen(node, file)
        }
        if let node = map.take("tls") {
            var tls = try YAMLMap(node, "tls", file)
            configuration.certificate = CertificateFiles(
                chain: try tls.needed("certificate"), key: try tls.needed("key"))
            try tls.end()
        }
        if let node = map.take("rates") {
            var rates = try YAMLMap(node, "rates", file)
            if let text = try rates.word("answers_per_second") {
                configuration.rate.perSecond = try rates.choice(
                    text, ResponderFile.rate(text), "answers_per_second")
            }
            if let text = try rates.word("burst") {
                configuration.rate.burst = try rates.choice(
                    text, ResponderFile.rate(text), "burst")
            }
            try rates.end()
        }
        try map.end()
        guard !configuration.listen.isEmpty else {
            throw file.purpose.mistake(
                "\(path) listens nowhere", "Name an address under \"listen\".")
        }
        self.configuration = configuration
    }

    private static func record(_ node: Node, _ file: YAMLFile) throws(Refusal) -> ZoneRecord {
        var item = try YAMLMap(node, "records", file)
        let name = try item.needed("name")
        let type = try item.needed("type")
        let text = try item.needed("value")
        let value: DNSRecordValue
        switch type {
        case "A", "AAAA":
            let address = IPAddress(text).flatMap { $0.isIPv4 == (type == "A") ? $0 : nil }
            value = .address(try item.choice(text, address, "value"))
        case "NS": value = .nameServer(try item.choice(text, DNSWireName(text), "value"))
        default: throw item.wrong("type", type)
        }
        try item.end()
        return ZoneRecord(name, value)
    }

    private static func listen(
        _ node: Node, _ file: YAMLFile
    ) throws(Refusal) -> [Service: [Endpoint]] {
        var map = try YAMLMap(node, "listen", file)
        var listen: [Service: [Endpoint]] = [:]
        for (key, services) in ResponderFile.services {
            let words = try map.words(key)
            guard words.count <= mostAddresses else {
                throw file.purpose.mistake(
                    "\(file.path): \"\(key)\" has too many addresses",
                    "At most \(mostAddresses) are listened on.")
            }
            for text in words {
                for service in services {
                    let endpoint = Endpoint(text, usualPort: service.usualPort)
                    listen[service, default: []].append(try map.choice(text, endpoint, key))
                }
            }
        }
        try map.end()
        return listen
    }

    /// One to a million in a second.
    private static func rate(_ text: String) -> UInt32? {
        UInt32(text).flatMap { 1...1_000_000 ~= $0 ? $0 : nil }
    }
}
