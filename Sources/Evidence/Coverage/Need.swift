/// What must have been visible for a pass to mean anything.
public enum Need: String, CaseIterable, Sendable {
    /// The capture is complete and lost no frame.
    case tap
    /// The outer flow was seen in both directions, in each protected stage.
    case tunnelAlive
    /// Traffic that the check would claim outside was seen inside the tunnel, in each protected
    /// stage.
    case tunnelClass
    /// Sent frames can be told from received ones.
    case hostKnown
    /// What the local network claims was kept in full: routes, prefixes on link and of NAT64.
    case claims
    /// Probes were sent by a run of our own, and what became of each is known.
    case probes
    /// The responders that the user named answered a live run to its end.
    case responder
    /// A made-up leak was found by the same code.
    case detector

    /// What it is, for people.
    public var meaning: String {
        switch self {
        case .tap: "the capture is complete and lost no frame"
        case .tunnelAlive: "the outer flow is seen both ways in each protected stage"
        case .tunnelClass: "such traffic is seen inside the tunnel in each protected stage"
        case .hostKnown: "sent frames can be told from received ones"
        case .claims: "every route and prefix that the local network claims was kept"
        case .probes: "probes were sent, and what became of each is known"
        case .responder: "every responder that was named answered to the end"
        case .detector: "a made-up leak is found by the same code"
        }
    }
}
