public import Wire

/// What a page in a real browser learnt of this machine's addresses by ICE gathering (RFC 8445, 5.1).
///
/// A failure is a value too. Nothing is concluded here.
public struct BrowserGathering: Hashable, Sendable {
    /// How a gathering ended.
    public enum Ending: Hashable, Sendable {
        /// The browser said that there are no more candidates.
        case complete
        /// The time was up before it said so; what had come is kept.
        case late
        /// No browser is installed.
        case noBrowser
        /// No installed browser could be driven; what the last one said, or how it ended.
        case failed(OutsideText)
    }

    /// A candidate, and the server that it came from.
    public struct Found: Hashable, Sendable {
        /// The candidate.
        public let candidate: ICECandidate
        /// The STUN server that saw its address; nil where none did, or the browser does not tell.
        public let server: IPAddress?
    }

    /// A question to a server that came to nothing (`icecandidateerror`).
    public struct Failure: Hashable, Sendable {
        /// A STUN error code, or 701 where no answer came.
        public let code: Int
        /// What the browser says about it.
        public let text: OutsideText
        /// The server that was asked; nil where the browser does not tell.
        public let server: IPAddress?
    }

    /// When it began, in nanoseconds since the UNIX epoch.
    public let at: UInt64
    /// The STUN servers that were asked.
    public let servers: [IPAddress]
    /// How it ended.
    public internal(set) var ending: Ending
    /// The browser's name and version, as it says; nil if none was driven.
    public internal(set) var browser: OutsideText?
    /// The candidates, in the order in which the page got them.
    public internal(set) var found: [Found] = []
    /// Candidates that could not be read.
    public internal(set) var garbled: [OutsideText] = []
    /// What went wrong with servers.
    public internal(set) var failures: [Failure] = []
}
