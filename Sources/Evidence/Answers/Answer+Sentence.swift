internal import Wire

extension Answer {
    /// What was asked, by which path, and what became of it, in a few words for people.
    ///
    /// It holds what others said, so it is outside text.
    public var sentence: String {
        var parts = ["\(number): \(what)\(way)"]
        if let endpoint { parts.append("at \(endpoint)") }
        if user != 0 { parts.append("by user \(user)") }
        if let mark, kind == .dns || kind == .stub || kind == .whoami || kind == .browser {
            parts.append("for \(mark)")
        }
        if let seen { parts.append("\(seen) was seen") }
        if let resolver { parts.append("asked by the resolver \(resolver)") }
        if let clientSubnet { parts.append("told \(clientSubnet)") }
        if !addresses.isEmpty {
            parts.append("answered " + addresses.map(\.description).joined(separator: " "))
        }
        switch outcome {
        case .sent, .answered: break
        case .silent: parts.append("no answer")
        case .garbled: parts.append("the answer is not understood")
        case .refused(let number): parts.append("refused (error \(number))")
        case .unsent(let number): parts.append("not sent (error \(number))")
        }
        return parts.joined(separator: ", ")
    }

    private var what: String {
        switch kind {
        case .udp: "datagram"
        case .tcp: "connection"
        case .dns: "look-up"
        case .stub: "look-up by the system"
        case .stun: "STUN request"
        case .echo: "echo request"
        case .raw: "packet"
        case .http: "HTTP request"
        case .whoami: "look-up of who asks"
        case .browser: "browser's candidate"
        }
    }

    private var way: String {
        switch path {
        case .routed: ""
        case .interface(let name): " bound to \(name)"
        case .address(let address): " from \(address)"
        case .forwarded: " from behind this machine"
        case .marked(let mark): " with the mark \(mark)"
        case .proxy(let address, let port): " by way of \(address), port \(port)"
        }
    }
}
