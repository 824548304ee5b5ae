internal import Evidence
internal import Wire

/// What many looks at the socket tables add up to: each socket once, from when to when.
struct SocketLog {
    /// Most sockets that are noted: what a recording holds.
    static let most = 1 << 16

    /// The sockets, in the order in which they were seen first.
    private(set) var sightings: [SocketSighting] = []
    /// The kernel's numbers of the control groups that opened them.
    private(set) var groups: [UInt64?] = []

    private var tables: [SocketDump: Table] = [:]
    /// Sockets whose holder is looked for, by the kernel's number.
    private var held: [UInt64: [Int]] = [:]

    private struct Table {
        var alive: [UInt64: Int] = [:]
        /// When the last look began.
        var began: UInt64?
    }

    /// Takes what a table showed in a look between two times.
    mutating func take(
        _ rows: [SocketDump.Row], of dump: SocketDump, began: UInt64, ended: UInt64
    ) {
        var table = tables[dump, default: Table()]
        var alive: [UInt64: Int] = [:]
        for row in rows {
            if let known = table.alive[row.identity], isSame(known, row.sighting) {
                alive[row.identity] = known
            } else if let new = add(row, since: table.began) {
                alive[row.identity] = new
            }
        }
        for (identity, index) in table.alive where alive[identity] != index {
            end(index, at: ended)
        }
        table.alive = alive
        table.began = began
        tables[dump] = table
    }

    /// Takes a socket that is gone, perhaps before any look.
    mutating func takeDestroyed(_ row: SocketDump.Row, of dump: SocketDump) {
        let time = row.sighting.at
        if let known = tables[dump]?.alive.removeValue(forKey: row.identity) {
            end(known, at: time)
        } else if let new = add(row, since: tables[dump]?.began) {
            end(new, at: time)
        }
    }

    /// The kernel's numbers of sockets whose holder is not known yet.
    var unheld: Set<UInt64> { Set(held.keys) }

    /// Notes who holds a socket; nil if nobody does, who could be found.
    mutating func note(_ holder: SocketHolder?, of inode: UInt64) {
        guard let indexes = held.removeValue(forKey: inode), let holder else { return }
        for index in indexes {
            sightings[index].process = holder.process
            sightings[index].name = holder.name
            sightings[index].controlGroup = holder.controlGroup
            sightings[index].isOurs = holder.isOurs
        }
    }

    /// Notes the control group that opened a socket.
    mutating func note(group: OutsideText, of index: Int) {
        sightings[index].controlGroup = group
    }

    private mutating func add(_ row: SocketDump.Row, since: UInt64?) -> Int? {
        guard sightings.count < SocketLog.most else { return nil }
        var sighting = row.sighting
        sighting.since = since
        sighting.number = sightings.count + 1
        if let inode = sighting.inode { held[inode, default: []].append(sightings.count) }
        sightings.append(sighting)
        groups.append(row.group)
        return sightings.count - 1
    }

    private mutating func end(_ index: Int, at time: UInt64) {
        sightings[index].until = max(time, sightings[index].at)
    }

    /// Whether a socket still has the ends that it had; one that is connected anew is told apart.
    private func isSame(_ index: Int, _ now: SocketSighting) -> Bool {
        let known = sightings[index]
        return known.local == now.local && known.localPort == now.localPort
            && known.remote == now.remote && known.remotePort == now.remotePort
            && known.isListening == now.isListening
    }
}
