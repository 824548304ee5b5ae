internal import Wire

/// Who the VPN's client is: whoever holds the sockets that the tunnel's own packets leave by.
extension Recording {
    /// The processes that hold them, by their number; none where nobody watched the sockets.
    ///
    /// Whoever asks a proxy in clear text is a program like any other, and no client.
    public var clients: [Sender] {
        var found: [Int32: Sender] = [:]
        for one in tunnelSockets {
            guard let process = one.process else { continue }
            found[process] = Sender(.socket, process: process, name: one.name)
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Whether the kernel itself holds them, as it does for WireGuard: a look showed such a socket, and
    /// neither a process nor a file.
    public var isTunnelOfKernel: Bool {
        clients.isEmpty
            && tunnelSockets.contains { $0.process == nil && $0.inode == nil && $0.user != nil }
    }

    /// Frames that left outside without leave, and of which nobody knows which process sent them.
    public var unattributedStrays: UInt64 {
        let strays = violations(in: Array(subject.stages.marks.indices))
        return (senders(of: Set(strays.map(\.index))) ?? []).reduce(0) { sum, share in
            share.sender.role == .program && share.sender.basis != .socket
                ? sum + share.packets : sum
        }
    }

    /// Sockets of others that fit what was seen of the tunnel's own packets.
    private var tunnelSockets: [SocketSighting] {
        let examinations = ledger.examinations
        return (sockets ?? []).filter { one in
            guard !one.isOurs, !one.isListening, let ends = one.ends else { return false }
            return zip(subject.outer, examinations).contains { flow, found in
                !found.isProxy && found.localPorts.contains(one.localPort)
                    && flow.transport ?? ends.transport == ends.transport
                    && one.remote.map(flow.prefix.contains) ?? true
            }
        }
    }
}
