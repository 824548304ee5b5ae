/// Canaries of one sender that are on their way, in the order in which they began, which is that in
/// which they end.
struct FlightDeck {
    /// The first token: smaller numbers are left to whoever else is waited for.
    static let first: UInt64 = 1 << 32

    private var places: [Flight?]
    private var oldest = first
    private var next = first

    /// A deck for so many at a time, one at least.
    init(room: Int) { places = Array(repeating: nil, count: max(1, room)) }

    /// Takes one up, and ends the oldest where there is no room; the token that finds it again.
    mutating func add(_ flight: Flight) -> UInt64 {
        let token = next
        next &+= 1
        // Whatever was in its place is the oldest.
        places[place(of: token)] = flight
        oldest = max(oldest, next &- min(next, UInt64(places.count)))
        return token
    }

    /// The one of a token; nil once it is over.
    subscript(_ token: UInt64) -> Flight? {
        guard oldest <= token, token < next else { return nil }
        return places[place(of: token)]
    }

    /// Ends the one of a token.
    mutating func end(_ token: UInt64) {
        if self[token] != nil { places[place(of: token)] = nil }
    }

    /// Ends those whose time is over.
    mutating func end(before time: UInt64) {
        while oldest < next {
            if let flight = places[place(of: oldest)], flight.end > time { return }
            places[place(of: oldest)] = nil
            oldest &+= 1
        }
    }

    private func place(of token: UInt64) -> Int { Int(token % UInt64(places.count)) }
}
