internal import Wire

/// Who may have sent packets whose sockets nobody saw: whoever alone had a socket like theirs.
struct GuessBook {
    /// Who sent to an address and port, or from a port; nil if there were several.
    private var holders: [SocketBook.Ends: Sender?] = [:]

    /// Ports from here on are taken at random (the default of ip_local_port_range), so the same one
    /// says nothing of who it was a second ago.
    private static let firstRandomPort: UInt16 = 32_768

    /// A book of the sockets that were seen.
    init(_ sightings: [SocketSighting]) {
        for one in sightings where !one.isOurs && one.kind != .echo {
            guard let process = one.process, var ends = one.ends else { continue }
            let holder = Sender(.guess, process: process, name: one.name)
            if one.remote != nil {
                ends.localPort = 0
            } else if ends.localPort >= GuessBook.firstRandomPort {
                continue
            }
            note(holder, ends)
        }
    }

    /// Learns where a program was seen to send to by a socket that may send anywhere.
    mutating func learn(_ sent: SentPacket, from sender: Sender) {
        guard sender.basis == .socket, sender.role == .program, sent.remotePort != 0 else { return }
        var ends = sent.ends
        ends.localPort = 0
        note(Sender(.guess, process: sender.process, name: sender.name), ends)
    }

    /// Who sent packets with these ends, as a guess.
    func sender(of ends: SocketBook.Ends) -> Sender {
        guard ends.remotePort != 0 else { return .unknown }
        var there = ends
        there.localPort = 0
        // Where several sent to the same place, the port says no more.
        if let known = holders[there] { return known ?? .unknown }
        let port = SocketBook.Ends(transport: ends.transport, localPort: ends.localPort)
        return (holders[port] ?? nil) ?? .unknown
    }

    private mutating func note(_ holder: Sender, _ ends: SocketBook.Ends) {
        let known = holders[ends, default: holder]
        holders[ends] = .some(known == holder ? holder : nil)
    }
}
