internal import Foundation
internal import Testing
internal import Wire

/// An HTTP response taken apart.
struct HTTPAnswer {
    let status: Int
    /// By small letters.
    let headers: [String: String]
    let body: [UInt8]

    init(_ bytes: [UInt8]) throws {
        let end = try #require(
            bytes.indices.first { bytes[$0...].starts(with: [13, 10, 13, 10]) })
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = try #require(lines.first).split(separator: " ")
        try #require(words.count >= 2)
        status = try #require(Int(words[1]))
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        self.headers = headers
        body = Array(bytes[(end + 4)...])
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// Whether the body is signed with a key for a run.
    func isSigned(with key: Ed25519PublicKey, for run: String? = nil) -> Bool {
        guard let text = headers["watertight-signature"], let signature = Ed25519Signature(text)
        else { return false }
        return key.verifies(signature, ofAnswer: body, for: run.flatMap { RunLabel($0) })
    }
}

/// The rows of a run as the responder tells them.
struct RunAnswer: Decodable {
    struct Row: Decodable {
        let at: String
        let kind: String
        let name: String?
        let id: String?
        let address: String
        let port: UInt16
        let transport: String
        let type: UInt16?
        let ecs: String?
        let edns_size: Int?
        let `do`: Bool?
    }

    let dropped_rows: Int
    let dropped_runs: Int
    let rows: [Row]

    init(_ body: [UInt8]) throws {
        self = try JSONDecoder().decode(RunAnswer.self, from: Data(body))
    }
}

/// What `whoami` tells.
struct WhoamiAnswer: Decodable {
    let address: String
    let port: UInt16
    let family: String
    let transport: String
    let headers: [[String]]
    let at: String

    init(_ body: [UInt8]) throws {
        self = try JSONDecoder().decode(WhoamiAnswer.self, from: Data(body))
    }
}
