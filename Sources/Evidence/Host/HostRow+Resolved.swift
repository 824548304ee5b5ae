internal import Wire

/// The rows that tell of systemd-resolved.
extension HostRow {
    /// Adds what such a row tells; false if it is not understood.
    func add(toResolved resolved: inout HostFacts.Resolved?) -> Bool {
        guard let addresses else { return false }
        let servers = addresses.compactMap { IPAddress($0) }
        guard servers.count == addresses.count else { return false }
        if fact == .resolved {
            guard let state else { return false }
            // The order of rows changes nothing.
            var whole = HostFacts.Resolved(state)
            whole.servers = servers
            whole.links = resolved?.links ?? []
            resolved = whole
        } else {
            guard let name, let domains, let defaultRoute, let overTLS else { return false }
            resolved = resolved ?? HostFacts.Resolved(.unread)
            resolved?.links.append(
                HostFacts.Resolved.Link(
                    name: name, servers: servers, domains: domains.map { OutsideText($0) },
                    isDefaultRoute: defaultRoute, overTLS: OutsideText(overTLS)))
        }
        return true
    }
}

extension HostFacts.Resolved {
    /// Its rows.
    var rows: [HostRow] {
        var first = HostRow(.resolved)
        first.state = state
        first.addresses = servers.map(\.description)
        return [first]
            + links.map { link in
                var row = HostRow(.resolvedLink)
                row.name = link.name
                row.addresses = link.servers.map(\.description)
                row.domains = link.domains.map(\.raw)
                row.defaultRoute = link.isDefaultRoute
                row.overTLS = link.overTLS.raw
                return row
            }
    }
}
