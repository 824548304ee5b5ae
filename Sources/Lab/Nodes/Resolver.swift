/// The resolvers of the lab: unbound at the provider and in each WireGuard node.
enum Resolver {
    /// What a resolver does beyond the usual.
    struct Trait: Sendable {
        /// Unbound's modules, in their order.
        var modules = "iterator"
        /// Further lines of its section "server".
        var lines: [String] = []
        /// Where all names are asked for, with a port if it is not the usual one.
        var upstream = Node.auth.ipv4 ?? ""
        /// Whether it asks over TLS.
        var usesTLS = false
        /// Whether the upstream is a resolver, and no authoritative server.
        var forwards = false
    }

    /// The resolver of a node that listens on some addresses.
    static func service(on node: Node, addresses: [String], _ design: Design) -> Service {
        service(on: node, addresses: addresses, design.resolvers[node] ?? Trait())
    }

    /// A resolver with a trait.
    static func service(on node: Node, addresses: [String], _ trait: Trait = Trait()) -> Service {
        Service(
            node: node, name: "unbound",
            files: { _ in ["unbound.conf": configuration(addresses, trait)] },
            arguments: { ["unbound", "-d", "-p", "-c", $0 + "unbound.conf"] },
            ready: .listening(53))
    }

    // Nothing is kept, so that every question is seen; the names below "test" are ordinary ones here,
    // and nobody is designated for encrypted look-ups (RFC 9462, 6.4).
    private static func configuration(_ addresses: [String], _ trait: Trait) -> String {
        let interfaces = addresses.map { "interface: \($0)" }
        let zones = ["leak.test", "."].map { name in
            let kind = trait.forwards ? "forward" : "stub"
            return """
                \(kind)-zone:
                    name: "\(name)"
                    \(kind)-addr: \(trait.upstream)
                    \(kind)-tls-upstream: \(trait.usesTLS ? "yes" : "no")
                """
        }
        return """
            server:
                username: ""
                chroot: ""
                pidfile: ""
                directory: "/"
                use-syslog: no
                log-queries: yes
                num-threads: 1
                module-config: "\(trait.modules)"
                cache-max-ttl: 0
                cache-max-negative-ttl: 0
                msg-cache-size: 1m
                rrset-cache-size: 1m
                outgoing-range: 256
                ip-freebind: yes
                access-control: 0.0.0.0/0 allow
                access-control: ::/0 allow
                local-zone: "test." transparent
                local-zone: "resolver.arpa." static
                \((interfaces + trait.lines).joined(separator: "\n    "))
            remote-control:
                control-enable: no
            \(zones.joined(separator: "\n"))

            """
    }
}
