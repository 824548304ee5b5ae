internal import Foundation
internal import Wire

/// What a page does to gather candidates, and what it gives back.
///
/// The page is empty and needs no server: gathering works in `about:blank`. It asks for no camera
/// and no microphone, so the browser treats it like any page that somebody has just opened.
struct GatheringPage: Encodable {
    /// How long a page waits for the last candidate, in milliseconds: browsers need 0.2 s where all
    /// servers answer, and ask again up to seven times where none does.
    static let patience = 6000
    /// Candidates, and failures, that are taken: a browser has some ten for each interface.
    private static let most = 256

    private let expression: String
    private let awaitPromise = true
    private let returnByValue = true

    /// A page that asks these servers on the port of STUN (RFC 8489, 8), for so many milliseconds.
    init(servers: [IPAddress], patience: Int) {
        let urls = servers.map { "'stun:\($0.isIPv4 ? "\($0)" : "[\($0)]"):3478'" }
        expression = """
            new Promise(done => {
              const out = {candidates: [], failures: [], isComplete: false};
              const pc = new RTCPeerConnection(
                {iceServers: [\(urls.joined(separator: ","))].map(urls => ({urls}))});
              const end = isComplete => { out.isComplete = isComplete; pc.close(); done(out); };
              pc.onicecandidate = event => {
                const candidate = event.candidate;
                if (!candidate) end(true);
                else if (candidate.candidate && out.candidates.length < \(GatheringPage.most))
                  out.candidates.push({text: candidate.candidate, server: candidate.url || null});
              };
              pc.onicecandidateerror = event => {
                if (out.failures.length < \(GatheringPage.most))
                  out.failures.push(
                    {code: event.errorCode, text: event.errorText, server: event.url || null});
              };
              setTimeout(() => end(false), \(patience));
              pc.createDataChannel('');
              pc.setLocalDescription();
            })
            """
    }

    /// What `Runtime.evaluate` gives.
    struct Outcome: Decodable {
        let result: Value
        struct Value: Decodable { let value: Gathered }
    }

    /// What the page gives back.
    struct Gathered: Decodable {
        let candidates: [Candidate]
        let failures: [Failure]
        let isComplete: Bool

        struct Candidate: Decodable {
            let text: String
            let server: String?
        }

        struct Failure: Decodable {
            let code: Int
            let text: String
            let server: String?
        }

        /// Adds it to a gathering.
        func add(to gathering: inout BrowserGathering) {
            gathering.ending = isComplete ? .complete : .late
            for row in candidates {
                if let candidate = ICECandidate(row.text) {
                    gathering.found.append(
                        BrowserGathering.Found(
                            candidate: candidate, server: row.server.flatMap(Self.address)))
                } else {
                    gathering.garbled.append(OutsideText(row.text))
                }
            }
            gathering.failures = failures.map {
                BrowserGathering.Failure(
                    code: $0.code, text: OutsideText($0.text),
                    server: $0.server.flatMap(Self.address))
            }
        }

        /// The address in a URL that the browser repeats: `stun:192.0.2.1:3478` and a query.
        private static func address(_ url: String) -> IPAddress? {
            let host = url.drop { $0 != ":" }.dropFirst()
            if host.first == "[" {
                return IPAddress(String(host.dropFirst().prefix { $0 != "]" }))
            }
            return IPAddress(String(host.prefix { $0 != ":" && $0 != "?" }))
        }
    }
}
