internal import Foundation
internal import Testing
internal import Wire

@testable internal import Probes

/// Answers that are stored beside this file.
enum Recorded {
    static func bytes(_ name: String) throws -> [UInt8] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Recorded").appendingPathComponent(name)
        return [UInt8](try Data(contentsOf: file))
    }

    /// TXT records, as an answer to a question for them.
    static func texts(_ name: String) throws -> NameAnswer {
        let records = String(decoding: try bytes(name), as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: "\"").filter { $0 != " " }.map { Array($0.utf8) }
        }
        let value = records.map { DNSRecordValue.text($0) }
        return try answer(value, type: DNSType.txt)
    }

    /// A message with records, read as an answer.
    static func answer(_ records: [DNSRecordValue], type: UInt16) throws -> NameAnswer {
        let name = try #require(DNSWireName("name.example"))
        let question = NameQuestion(name, type: type, at: IPAddress(v4: 0xc000_0235))
        var writer = DNSWriter(id: 1, flags: 0x8180)
        _ = writer.write(question: name, type: type)
        for record in records { _ = writer.write(.answer, name, timeToLive: 0, record) }
        return try #require(NameAnswer(writer.bytes, id: 1, to: question))
    }
}

extension EndpointTalk {
    /// Plays the talk: what is heard for each round of questions is given, and nobody is asked.
    ///
    /// Every question must be one that the adapter's contacts, and so the plan, tell of.
    func play(
        with adapter: EndpointAdapter, resolvers: [NameServer] = [],
        _ heard: ([EndpointAsk]) throws -> [EndpointHeard]
    ) throws -> EndpointStep {
        var step = first
        while case .ask(let asks, let next) = step {
            for ask in asks {
                #expect(
                    adapter.contacts.contains { $0.covers(ask, resolvers: resolvers) }, "\(ask)")
            }
            step = next(try heard(asks))
        }
        return step
    }
}

extension EndpointStep {
    /// The reading that a talk ended with.
    var reading: EndpointReading? {
        if case .end(let reading, _) = self { reading } else { nil }
    }

    /// Why a talk failed.
    var failure: EndpointReply.Outcome? {
        if case .fail(let outcome, _) = self { outcome } else { nil }
    }
}
