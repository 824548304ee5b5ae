internal import Wire

/// Writes settings as text, close to the words of `ip`.
struct SettingWriter {
    /// The names of links by index.
    let names: [UInt32: String]

    func text(_ link: Link) -> String {
        var words = [link.name.raw, "kind", link.kind?.raw ?? "none"]
        words.append(link.isUp ? "up" : "down")
        if link.isUp, !link.hasCarrier { words.append("no-carrier") }
        words += ["mtu", "\(link.mtu)"]
        if let mac = link.mac { words += ["mac", "\(mac)"] }
        if let master = link.master { words += ["master", name(master)] }
        return words.joined(separator: " ")
    }

    func text(_ address: InterfaceAddress) -> String {
        var words = ["\(address.address)/\(address.length)"]
        if let peer = address.peer { words += ["peer", "\(peer)"] }
        words += ["dev", name(address.link), "scope", "\(address.scope)"]
        if address.isTemporary { words.append("temporary") }
        return words.joined(separator: " ")
    }

    func text(_ route: Route) -> String {
        var words = [route.isDefault ? "default" : "\(route.destination)"]
        if let origin = route.origin { words += ["from", "\(origin)"] }
        words += ["family", route.family.rawValue, "table", "\(route.table)"]
        if route.type != 1 { words += ["type", "\(route.type)"] }
        for hop in route.hops {
            if let gateway = hop.gateway { words += ["via", "\(gateway)"] }
            if let link = hop.link { words += ["dev", name(link)] }
            if route.hops.count > 1 { words += ["weight", "\(hop.weight)"] }
        }
        if let object = route.hopObject { words += ["nhid", "\(object)"] }
        words += ["metric", "\(route.metric)", "proto", "\(route.origination)"]
        words += ["scope", "\(route.scope)"]
        if route.service != 0 { words += ["tos", "\(route.service)"] }
        if let source = route.source { words += ["src", "\(source)"] }
        return words.joined(separator: " ")
    }

    func text(_ rule: RoutingRule) -> String {
        var words = ["\(rule.priority):", "family", rule.family.rawValue]
        if rule.isInverted { words.append("not") }
        if let origin = rule.origin { words += ["from", "\(origin)"] }
        if let destination = rule.destination { words += ["to", "\(destination)"] }
        if let mark = rule.mark {
            words += ["fwmark", "\(mark)"]
            if let mask = rule.mask, mask != .max { words += ["mask", "\(mask)"] }
        }
        if let incoming = rule.incoming { words += ["iif", incoming.raw] }
        if let outgoing = rule.outgoing { words += ["oif", outgoing.raw] }
        if let users = rule.users {
            words += ["uidrange", "\(users.lowerBound)-\(users.upperBound)"]
        }
        if !rule.unread.isEmpty { words += ["unread", "\(rule.unread)"] }
        words += ["action", "\(rule.action)"]
        if let target = rule.target { words += ["goto", "\(target)"] }
        if rule.action == 1 { words += ["table", "\(rule.table)"] }
        if let length = rule.suppressPrefixLength {
            words += ["suppress_prefixlength", "\(length)"]
        }
        return words.joined(separator: " ")
    }

    func text(_ neighbour: Neighbour) -> String {
        "\(neighbour.address) dev \(name(neighbour.link)) lladdr "
            + (neighbour.mac.map { "\($0)" } ?? "none")
    }

    func lines(_ resolver: ResolverConfiguration) -> [String] {
        var lines = resolver.nameServers.map { server in
            "nameserver \(server.address)" + (server.scope.map { "%" + $0.raw } ?? "")
        }
        if !resolver.search.isEmpty {
            lines.append("search " + resolver.search.map(\.raw).joined(separator: " "))
        }
        if !resolver.options.isEmpty {
            lines.append("options " + resolver.options.map(\.raw).joined(separator: " "))
        }
        lines += resolver.unread.map(\.raw)
        if let target = resolver.target { lines.append("link to \(target.raw)") }
        return lines
    }

    private func name(_ index: UInt32) -> String { names[index] ?? "#\(index)" }
}
