internal import Wire

/// A row of `sockets.jsonl`.
struct SocketRow: Codable {
    var number: Int
    var at: String
    var kind: String
    var protocolNumber: UInt8?
    var local: String
    var localPort: UInt16?
    var remote: String?
    var remotePort: UInt16?
    var listening: Bool?
    var since: String?
    var until: String?
    var uid: UInt32?
    var inode: UInt64?
    var pid: Int32?
    var name: String?
    var cgroup: String?
    var ours: Bool?

    enum CodingKeys: String, CodingKey {
        case number, at, kind, local, remote, listening, since, until, uid, inode, pid, name
        case cgroup, ours
        case protocolNumber = "protocol"
        case localPort = "local_port"
        case remotePort = "remote_port"
    }

    /// The file of such rows: a busy machine opens some thousand sockets in a second. What is written
    /// keeps to both limits.
    static let file = RowFile<SocketRow>(
        name: "sockets.jsonl", most: 1 << 16, largest: 32 << 20, noun: "socket")
    /// Longest name, in scalars: the kernel keeps 15 bytes, and those of its own threads have 63.
    static let longestName = 64
    /// Longest path of a control group, in scalars (PATH_MAX).
    static let longestGroup = 4096

    /// The rows as they stand in their file; those beyond the bounds are left out.
    static func bytes(of sightings: [SocketSighting]) throws(EvidenceError) -> [UInt8] {
        try file.bytes(
            of: sightings.prefix(file.most).lazy.map { SocketRow($0) }, below: file.largest)
    }

    /// Reads the rows of a file; throws for one that cannot be understood.
    static func sightings(
        _ bytes: [UInt8], of folder: String
    ) throws(EvidenceError) -> [SocketSighting] {
        try file.read(bytes, of: folder) { $0.sighting }
    }

    private init(_ sighting: SocketSighting) {
        number = sighting.number
        at = Timestamp(nanoseconds: sighting.at).unixSeconds
        switch sighting.kind {
        case .tcp: kind = "tcp"
        case .udp: kind = "udp"
        case .echo: kind = "echo"
        case .raw(let number):
            kind = "raw"
            protocolNumber = number
        }
        local = sighting.local.description
        localPort = sighting.localPort == 0 ? nil : sighting.localPort
        remote = sighting.remote?.description
        remotePort = sighting.remotePort == 0 ? nil : sighting.remotePort
        listening = sighting.isListening ? true : nil
        since = sighting.since.map { Timestamp(nanoseconds: $0).unixSeconds }
        until = sighting.until.map { Timestamp(nanoseconds: $0).unixSeconds }
        uid = sighting.user
        inode = sighting.inode
        pid = sighting.process
        name = sighting.name.map { SocketRow.cut($0.raw, to: SocketRow.longestName) }
        cgroup = sighting.controlGroup.map { SocketRow.cut($0.raw, to: SocketRow.longestGroup) }
        ours = sighting.isOurs ? true : nil
    }

    private static func cut(_ text: String, to most: Int) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(most)))
    }

    private var sighting: SocketSighting? {
        guard number > 0, let at = Timestamp(at), let kind = parsedKind,
            let local = IPAddress(local), pid.map({ $0 > 0 }) ?? (name == nil),
            name?.unicodeScalars.count ?? 0 <= SocketRow.longestName,
            cgroup?.unicodeScalars.count ?? 0 <= SocketRow.longestGroup
        else { return nil }
        var sighting = SocketSighting(
            kind, local: local, port: localPort ?? 0, port: remotePort ?? 0, at: at.nanoseconds)
        sighting.number = number
        if let remote {
            guard let address = IPAddress(remote) else { return nil }
            sighting.remote = address
        } else if remotePort != nil {
            return nil
        }
        for (text, field) in [
            (since, \SocketSighting.since), (until, \SocketSighting.until),
        ] {
            guard let text else { continue }
            guard let time = Timestamp(text) else { return nil }
            sighting[keyPath: field] = time.nanoseconds
        }
        guard sighting.since ?? 0 <= sighting.at, sighting.at <= sighting.until ?? .max else {
            return nil
        }
        sighting.isListening = listening ?? false
        sighting.user = uid
        sighting.inode = inode
        sighting.process = pid
        sighting.name = name.map { OutsideText($0) }
        sighting.controlGroup = cgroup.map { OutsideText($0) }
        sighting.isOurs = ours ?? false
        return sighting
    }

    private var parsedKind: SocketSighting.Kind? {
        switch (kind, protocolNumber) {
        case ("tcp", nil): .tcp
        case ("udp", nil): .udp
        case ("echo", nil): .echo
        case ("raw", let number?): .raw(number)
        default: nil
        }
    }
}
