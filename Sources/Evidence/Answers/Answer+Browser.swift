public import Wire

/// What a browser tells a page: a row for each candidate, then one that ends them.
///
/// `seen` is a candidate's address and `mark` its type (`host`, `srflx`, `prflx`, `relay`); where a
/// name stands in the address's place, `mark` is the name. `local` is the address that a candidate
/// was derived from, where the browser tells it. A candidate that cannot be read is garbled.
extension Answer {
    /// The mark of the row that ends them (RFC 8838): answered when the browser said that there are
    /// no more, silent when the time was up first, garbled when it could not be driven, and not sent
    /// when none is installed.
    public static let endOfCandidates = "end-of-candidates"

    /// Addresses of this machine that a page reads in a candidate; a server told the others.
    public var readByPage: [IPAddress] {
        guard kind == .browser else { return [] }
        return [mark == "host" ? seen : nil, local].compactMap { $0 }.filter(\.tellsSomething)
    }

    /// Whether it is an address that a STUN server or a peer saw and told a browser or us.
    public var isReflexive: Bool {
        kind == .stun || kind == .browser && (mark == "srflx" || mark == "prflx")
    }
}

extension IPAddress {
    /// Whether not every machine has it, as it has `0.0.0.0`, `::` and loopback addresses.
    fileprivate var tellsSomething: Bool {
        isIPv4 ? v4 != 0 && v4 >> 24 != 127 : high != 0 || low > 1
    }
}
