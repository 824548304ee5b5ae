/// The resolvers of the lab: unbound at the provider and in each WireGuard node.
enum Resolver {
    /// The resolver of a node that listens on some addresses.
    static func service(on node: Node, addresses: [String]) -> Service {
        Service(
            node: node, name: "unbound",
            files: { _ in ["unbound.conf": configuration(addresses)] },
            arguments: { ["unbound", "-d", "-p", "-c", $0 + "unbound.conf"] },
            ready: .listening(53))
    }

    // Nothing is kept, so that every question is seen; the names below "test" are ordinary ones here.
    private static func configuration(_ addresses: [String]) -> String {
        """
        server:
            username: ""
            chroot: ""
            pidfile: ""
            directory: "/"
            use-syslog: no
            log-queries: yes
            num-threads: 1
            module-config: "iterator"
            cache-max-ttl: 0
            cache-max-negative-ttl: 0
            msg-cache-size: 1m
            rrset-cache-size: 1m
            outgoing-range: 256
            ip-freebind: yes
        \(addresses.map { "    interface: \($0)" }.joined(separator: "\n"))
            access-control: 0.0.0.0/0 allow
            access-control: ::/0 allow
            local-zone: "test." transparent
        remote-control:
            control-enable: no
        stub-zone:
            name: "leak.test"
            stub-addr: \(Node.auth.ipv4 ?? "")
        stub-zone:
            name: "."
            stub-addr: \(Node.auth.ipv4 ?? "")

        """
    }
}
