public import Wire

extension HostFacts {
    /// What systemd-resolved said of itself: whom it asks for which names. It is a declaration.
    public struct Resolved: Hashable, Sendable {
        /// What is known of it.
        public var state: State
        /// Servers of no link.
        public var servers: [IPAddress] = []
        /// Links for which something is set.
        public var links: [Link] = []

        /// What is known of it.
        public enum State: String, Codable, Sendable {
            /// It does not serve this machine, or not in the namespaces of the run.
            case absent
            /// It does, or may, and did not tell whom it asks.
            case unread
            /// It told.
            case told
        }

        /// A link as it is to systemd-resolved.
        public struct Link: Hashable, Sendable {
            /// The interface's name.
            public var name: String
            /// Who is asked there.
            public var servers: [IPAddress]
            /// Names that are looked for there, `~` in front of those that no short name is tried with;
            /// `~.` stands for all names.
            public var domains: [OutsideText]
            /// Whether it is asked for names that no link has a domain for.
            public var isDefaultRoute: Bool
            /// Whether it is asked over TLS: `no`, `opportunistic` or `yes`.
            public var overTLS: OutsideText

            /// A link from its parts.
            public init(
                name: String, servers: [IPAddress], domains: [OutsideText] = [],
                isDefaultRoute: Bool, overTLS: OutsideText = OutsideText("no")
            ) {
                self.name = name
                self.servers = servers
                self.domains = domains
                self.isDefaultRoute = isDefaultRoute
                self.overTLS = overTLS
            }
        }

        /// What is known, without servers or links.
        public init(_ state: State) { self.state = state }

        /// The addresses at which it answers other programs, on port 53
        /// (systemd-resolved.service(8)).
        public static let stubs = [IPAddress(v4: 0x7f00_0035), IPAddress(v4: 0x7f00_0036)]
    }

    /// Underlays whose servers systemd-resolved asks for public names.
    ///
    /// A name goes to the links with the longest domain that it ends with, `~.` being the shortest, and if
    /// there is none to the links that are a default route (systemd-resolved.service(8)).
    public var underlaysOfPublicNames: [Resolved.Link] {
        let links = resolved?.links.filter { !$0.servers.isEmpty } ?? []
        let all = links.filter { $0.domains.contains { ["~.", "."].contains($0.raw) } }
        return (all.isEmpty ? links.filter(\.isDefaultRoute) : all).filter { link in
            interfaces.contains { $0.name == link.name && $0.role == .underlay }
        }
    }

    /// Domains that systemd-resolved looks for at underlays, all names left out.
    public var underlayDomains: [String] {
        let underlays = Set(interfaces.filter { $0.role == .underlay }.map(\.name))
        return resolved?.links.filter { underlays.contains($0.name) && !$0.servers.isEmpty }
            .flatMap(\.domains).map { $0.raw.hasPrefix("~") ? String($0.raw.dropFirst()) : $0.raw }
            .filter { !$0.isEmpty && $0 != "." } ?? []
    }
}

extension Answer {
    /// Whether systemd-resolved was asked at its own address.
    public var isOfResolved: Bool {
        kind == .dns && path == .routed && remotePort == 53
            && HostFacts.Resolved.stubs.contains(remote)
    }
}
