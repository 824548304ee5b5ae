internal import Wire

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A row of `host.jsonl`: one fact about the machine.
struct HostRow: Codable {
    var fact: Kind
    var name: String?
    var role: Vantage.Role?
    var addresses: [String]?
    var networks: [String]?
    var leaks: [UInt8]?
    var destination: String?
    var origin: HostFacts.Route.Origin?
    var mark: UInt32?
    var text: String?

    /// What a row tells.
    enum Kind: String, Codable {
        case interface, route, resolvers, forwards, change, resolved
        case resolversAfter = "resolvers_after"
        case outerMark = "outer_mark"
    }

    /// Most rows that are read: a machine has some dozens of interfaces and routes.
    static let most = 1 << 14

    private init(_ fact: Kind) { self.fact = fact }

    /// The rows as they stand in their file.
    static func bytes(of facts: HostFacts) throws(EvidenceError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var bytes: [UInt8] = []
        for row in rows(of: facts) {
            do {
                bytes += [UInt8](try encoder.encode(row))
            } catch {
                throw EvidenceError(
                    .corruptRecording, subject: "host.jsonl", reason: "It cannot be made: \(error)."
                )
            }
            bytes.append(10)
        }
        return bytes
    }

    /// Reads the rows of a file; throws for one that cannot be understood.
    static func facts(_ bytes: [UInt8], of folder: String) throws(EvidenceError) -> HostFacts {
        let lines = bytes.split(separator: 10)
        guard lines.count <= most else {
            throw EvidenceError(
                .corruptRecording, subject: folder, reason: "host.jsonl has too many rows.")
        }
        var facts = HostFacts()
        for (index, line) in lines.enumerated() {
            var isUnderstood = false
            do {
                let row = try JSONDecoder().decode(HostRow.self, from: Data(line))
                isUnderstood = row.add(to: &facts)
            } catch { isUnderstood = false }
            guard isUnderstood else {
                throw EvidenceError(
                    .corruptRecording, subject: folder,
                    reason: "host.jsonl, row \(index + 1), is not understood.")
            }
        }
        return facts
    }

    private static func rows(of facts: HostFacts) -> [HostRow] {
        var rows = facts.interfaces.map { interface in
            var row = HostRow(.interface)
            row.name = interface.name
            row.role = interface.role
            row.addresses = interface.addresses.map(\.description)
            row.networks = interface.networks.map(\.description)
            row.leaks = interface.leaks.sorted()
            return row
        }
        rows += facts.routes.map { route in
            var row = HostRow(.route)
            row.destination = route.destination.description
            row.name = route.interface
            row.origin = route.origin
            return row
        }
        for (kind, resolvers) in [
            (Kind.resolvers, facts.resolvers), (.resolversAfter, facts.resolversAfter),
        ] {
            var row = HostRow(kind)
            row.addresses = resolvers.map(\.description)
            rows.append(row)
        }
        var forwards = HostRow(.forwards)
        forwards.leaks = facts.forwards.sorted()
        rows.append(forwards)
        if let mark = facts.outerMark {
            var row = HostRow(.outerMark)
            row.mark = mark
            rows.append(row)
        }
        if facts.hasResolved { rows.append(HostRow(.resolved)) }
        rows += facts.changes.map { text in
            var row = HostRow(.change)
            row.text = text
            return row
        }
        return rows
    }

    /// Adds what the row tells; false if it is not understood.
    private func add(to facts: inout HostFacts) -> Bool {
        switch fact {
        case .interface:
            guard let name, let role, let addresses, let networks, let leaks else { return false }
            let own = addresses.compactMap { IPAddress($0) }
            let prefixes = networks.compactMap { IPPrefix($0) }
            guard own.count == addresses.count, prefixes.count == networks.count else {
                return false
            }
            facts.interfaces.append(
                HostFacts.Interface(
                    name: name, role: role, addresses: own, networks: prefixes,
                    leaks: Set(leaks)))
        case .route:
            guard let name, let origin, let prefix = destination.flatMap({ IPPrefix($0) }) else {
                return false
            }
            facts.routes.append(
                HostFacts.Route(destination: prefix, interface: name, origin: origin))
        case .resolvers, .resolversAfter:
            guard let addresses else { return false }
            let list = addresses.compactMap { IPAddress($0) }
            guard list.count == addresses.count else { return false }
            if fact == .resolvers { facts.resolvers = list } else { facts.resolversAfter = list }
        case .forwards:
            guard let leaks else { return false }
            facts.forwards = Set(leaks)
        case .outerMark:
            guard let mark else { return false }
            facts.outerMark = mark
        case .resolved: facts.hasResolved = true
        case .change:
            guard let text else { return false }
            facts.changes.append(text)
        }
        return true
    }
}
