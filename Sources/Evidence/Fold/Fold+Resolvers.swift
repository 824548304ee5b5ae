internal import Wire

/// Resolvers that the local network offers, and look-ups that go to them.
extension Fold {
    /// A DHCPv6 server's answer (RFC 8415, 16.10).
    @inline(never)
    mutating func learnFromDHCPv6(_ frame: RawSpan) {
        let bytes = frame.extracting(packet.content)
        guard packet.destinationPort == 546, let message = DHCPv6Message(bytes), message.type == 7
        else { return }
        var isFirst = true
        message.visitNameServers(in: bytes) { learnResolver($0, by: .dhcpv6, &isFirst) }
        message.visitDesignations(in: bytes) { designate($0, in: bytes) }
    }

    /// Whether a DNS message may be an answer about designated resolvers: a response whose first label
    /// has four letters and begins with an underscore. Most are not, and need no further look.
    @inline(__always)
    mutating func mayDesignate(_ frame: RawSpan) -> Bool {
        let at = packet.payload
        return at != 0 && packet.payloadCount > 17 && frame.u8(at &+ 2) & 0x80 != 0
            && frame.u8(at &+ 12) == 4 && frame.u8(at &+ 13) == UInt8(ascii: "_")
    }

    /// What a resolver answers to the question which encrypted ones it designates (RFC 9462, 4 and 5),
    /// wherever it was asked.
    @inline(never)
    mutating func learnDesignation(_ frame: RawSpan) {
        let bytes = frame.extracting(packet.content)
        guard let message = DNSMessage(bytes), message.isResponse,
            let question = message.firstQuestion(in: bytes), question.type == DNSType.svcb,
            DNSName.firstLabel(in: bytes, at: question.nameOffset, equals: "_dns"),
            // There are some, there are none, or there is no such name.
            message.responseCode == 0 || message.responseCode == 3
        else { return }
        sight(.designationAnswered)
        var bindings = 0
        var resolvers: [LocalNetwork.EncryptedResolver] = []
        message.visitRecords(in: bytes) { record, section in
            if section == .answer, let binding = DNSServiceBinding(record, in: bytes) {
                bindings &+= 1
                binding.visitHints(in: bytes) { address in
                    resolvers.append(
                        LocalNetwork.EncryptedResolver(address: address, port: binding.port))
                }
            } else if section == .additional, let address = record.address(in: bytes) {
                resolvers.append(LocalNetwork.EncryptedResolver(address: address))
            }
        }
        if bindings > 0 { designate(resolvers) }
    }

    /// Notes what an option of DHCP designates.
    mutating func designate(_ resolver: DesignatedResolver, in bytes: RawSpan) {
        var resolvers: [LocalNetwork.EncryptedResolver] = []
        resolver.visitAddresses(in: bytes) { address in
            resolvers.append(LocalNetwork.EncryptedResolver(address: address))
        }
        designate(resolvers)
    }

    /// Notes resolvers that one message designates; none where it tells only a name.
    mutating func designate(_ resolvers: [LocalNetwork.EncryptedResolver]) {
        sight(resolvers.isEmpty ? .resolverDesignatedByName : .resolverDesignated)
        for resolver in resolvers {
            network.designate(resolver)
            observations.add(.resolverDesignated(resolver.address), record, current.index)
        }
    }

    /// A resolver that the network offers; only while the tunnel was to hold may one be rogue. `isFirst`
    /// says whether it is the first of its message, which is sighted once.
    mutating func learnResolver(
        _ resolver: IPAddress, by way: Observation.ResolverOffer, _ isFirst: inout Bool
    ) {
        guard stages.marks[stage].stage.isProtected else { return }
        if isFirst { sight(.resolverOffered) }
        isFirst = false
        network.offer(resolver)
        observations.add(.resolverOffered(resolver, by: way), record, current.index)
    }

    /// Gives flows to offered and designated resolvers their trait, inside and outside, once all of
    /// these are known: a lease that is renewed names the resolver that was asked all the time.
    mutating func relateResolvers() {
        guard !network.resolvers.isEmpty || !network.designated.isEmpty else { return }
        for row in 0..<flows.usedRows {
            let key = flows.rows[row].key
            let isNamed =
                key.trafficClass == .dns
                ? network.resolvers.contains(key.remote)
                : network.designated.contains {
                    $0.address == key.remote && $0.answers(on: key.remotePort)
                }
            if isNamed { flows.rows.update(row) { $0.key.add(.offeredResolver) } }
        }
    }
}
