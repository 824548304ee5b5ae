public import Wire

/// What became of probes.
extension Recording {
    /// The answers of some numbers, in order.
    public func answers(_ numbers: [Int]) -> [Answer] {
        let wanted = Set(numbers)
        return answers.filter { wanted.contains($0.number) }
    }

    /// Addresses of ours that endpoints saw when they were asked where the routes lead: the exit's.
    public var exitAddresses: Set<IPAddress> {
        Set(answers.filter { $0.path == .routed && $0.kind != .browser }.compactMap(\.seen))
    }

    /// Addresses that must not be seen outside: those of underlays that are not of a local network,
    /// and what endpoints saw of probes that passed the tunnel by.
    public var ownAddresses: Set<IPAddress> {
        var own = Set(host?.addresses(.underlay).filter(\.isPublic) ?? [])
        for answer in answers where isPast(answer) {
            if let seen = answer.seen, !exitAddresses.contains(seen) { own.insert(seen) }
        }
        return own
    }

    /// Whether some probe of a family could leave past the tunnel: the leakable control.
    public func isLeakable(_ isIPv4: Bool) -> Bool { host?.isLeakable(isIPv4 ? 4 : 6) ?? false }

    /// Whether a probe was told to pass the tunnel by.
    public func isPast(_ answer: Answer) -> Bool {
        switch answer.path {
        case .interface(let name):
            host?.interfaces.first { $0.name == name }?.role ?? .underlay == .underlay
        case .address(let address):
            !(host?.addresses(.tunnel).contains(address) ?? false)
        case .marked: true
        case .routed, .forwarded, .proxy: false
        }
    }
}
