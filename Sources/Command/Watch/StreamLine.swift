internal import FoundationEssentials

/// A line of what `fold-stream` tells: an object of JSON whose member `event` says what it is.
enum StreamLine: Codable {
    /// A conversation outside the tunnel, when it is first seen.
    case stray(StrayLine)
    /// Our heartbeat was captured.
    case heartbeat(HeartbeatLine)
    /// The stream has ended.
    case end(EndLine)

    private enum Event: String, Codable { case stray, heartbeat, end }
    private enum CodingKeys: CodingKey { case event }

    init(from decoder: any Decoder) throws {
        let event = try decoder.container(keyedBy: CodingKeys.self)
            .decode(Event.self, forKey: .event)
        switch event {
        case .stray: self = .stray(try StrayLine(from: decoder))
        case .heartbeat: self = .heartbeat(try HeartbeatLine(from: decoder))
        case .end: self = .end(try EndLine(from: decoder))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .stray(let line):
            try container.encode(Event.stray, forKey: .event)
            try line.encode(to: encoder)
        case .heartbeat(let line):
            try container.encode(Event.heartbeat, forKey: .event)
            try line.encode(to: encoder)
        case .end(let line):
            try container.encode(Event.end, forKey: .event)
            try line.encode(to: encoder)
        }
    }

    /// The line of some bytes; nil if it is none.
    init?(_ bytes: some Sequence<UInt8>) {
        do { self = try JSONDecoder().decode(StreamLine.self, from: Data(bytes)) } catch {
            return nil
        }
    }
}

/// A conversation that left outside the tunnel without leave.
struct StrayLine: Codable {
    /// When its first frame left, as RFC 3339.
    var at: String
    /// The check that it is counted under; nil if none claims it.
    var checkID: String?
    var severity: String?
    /// Whether the policy makes it a leak.
    var isLeak: Bool
    var interface: String
    var transport: String
    var source: String
    var destination: String
    var port: UInt16?
    /// What its first frame with a payload says.
    var note: String?

    private enum CodingKeys: String, CodingKey {
        case at, severity, interface, source, destination, port, note
        case checkID = "check_id"
        case isLeak = "is_leak"
        case transport = "protocol"
    }
}

/// A heartbeat that was captured.
struct HeartbeatLine: Codable {
    var at: String
    var interface: String
}

/// What the whole stream came to.
struct EndLine: Codable {
    var frames: UInt64
    var outerSent: UInt64
    var outerReceived: UInt64
    var findings: [FindingLine]
    /// What could not be seen, as far as it may hide a leak.
    var gaps: [GapLine]

    private enum CodingKeys: String, CodingKey {
        case findings, gaps
        case frames = "frame_count"
        case outerSent = "outer_sent_count"
        case outerReceived = "outer_received_count"
    }
}

/// A finding of the whole stream.
struct FindingLine: Codable {
    var checkID: String
    var severity: String
    var isLeak: Bool
    /// Nil where it does not stand on packets.
    var packets: Int?

    private enum CodingKeys: String, CodingKey {
        case severity
        case checkID = "check_id"
        case isLeak = "is_leak"
        case packets = "packet_count"
    }
}

/// Something that could not be seen.
struct GapLine: Codable {
    var code: String
    var text: String
}

extension Encodable {
    /// The value as one line of JSON, keys in order.
    func jsonLine() throws(Refusal) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        } catch {
            throw .internalError("a line cannot be written: \(error)")
        }
    }
}
