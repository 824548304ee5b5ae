internal import Foundation

/// What a run of `check` wrote with `-o FILE.json`.
struct Judged: Decodable {
    let verdict: String
    let checks: [Check]
    let limits: [Limit]

    struct Check: Decodable {
        let id: String
        let verdict: String
    }

    struct Limit: Decodable { let reason_code: String }

    /// Reads a report.
    init(_ path: String) throws {
        self = try JSONDecoder().decode(
            Judged.self, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    /// The checks that failed.
    var failed: Set<String> { Set(checks.filter { $0.verdict == "fail" }.map(\.id)) }

    /// What became of a check.
    func verdict(of id: String) -> String? { checks.first { $0.id == id }?.verdict }
}
