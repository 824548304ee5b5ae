internal import Wire

/// What others tell the host: routes, prefixes, addresses. Claims, not facts; see `LocalNetwork`.
extension Fold {
    /// A frame that the host received and that is not the tunnel's.
    @inline(always)
    mutating func takeReceived(_ frame: RawSpan) {
        count(.received)
        if packet.payload != 0 {
            if packet.transport == IPProtocol.udp {
                if packet.sourcePort == 67 {
                    learnFromDHCP(frame)
                } else if packet.sourcePort == 547 {
                    learnFromDHCPv6(frame)
                } else if packet.payloadCount >= 20,
                    frame.be32(packet.payload &+ 4) == STUNMessage.magicCookie
                {
                    learnFromSTUN(frame)
                } else if packet.sourcePort == 53 {
                    learnFromDNS(frame)
                }
            } else if packet.transport == IPProtocol.icmpv6, packet.payloadCount > 0,
                frame.u8(packet.upper) == ICMPv6Type.routerAdvertisement
            {
                learnFromRouter(frame)
            }
        }
        if host.basis == .inferred {
            let match = outer.match(
                packet.destination, port: packet.destinationPort, packet.transport)
            if match.flow >= 0 { blindness.rivalSenders &+= 1 }
        }
    }

    /// A DHCP client's own message: what it tells about the host.
    @inline(never)
    mutating func noteLease(_ kind: Expected, _ frame: RawSpan) {
        let bytes = frame.extracting(packet.content)
        sight(.leaseAsked)
        var identity: OutsideText?
        if kind == .dhcp, let message = DHCPv4Message(bytes) {
            identity =
                message.text(of: DHCPv4Option.hostName, in: bytes)
                ?? message.fullyQualifiedName(in: bytes)
        } else if kind == .dhcpv6, let message = DHCPv6Message(bytes) {
            identity =
                message.fullyQualifiedName(in: bytes)
                ?? message.clientIdentifier(in: bytes)?.hardwareAddress.map {
                    OutsideText($0.description)
                }
        }
        guard let identity, !identity.raw.isEmpty else { return }
        sight(.leaseIdentity)
        observations.add(.leaseIdentity(identity), record, current.index)
    }

    /// Counts a sighting in the current stage.
    mutating func sight(_ sighting: Sighting) { sight(sighting, record) }

    /// Counts a sighting of an earlier frame in the current stage.
    mutating func sight(_ sighting: Sighting, _ record: FrameRecord) {
        sightings.add(
            sighting, stage: stage, length: record.originalLength, at: record.time,
            frame: record.number, vantage: current.index)
    }

    /// A DHCP server's answer: an acknowledged lease and the routes that come with it.
    @inline(never)
    private mutating func learnFromDHCP(_ frame: RawSpan) {
        let bytes = frame.extracting(packet.content)
        guard let message = DHCPv4Message(bytes), message.isReply,
            message.kind(in: bytes) == .acknowledge
        else { return }
        if let hardware = message.hardwareAddress, !host.stations.isEmpty,
            !host.isStation(hardware.value)
        {
            return
        }
        message.visitAddresses(of: DHCPv4Option.routers, in: bytes) { router in
            // Every renewal names the same ones again.
            if network.gateways.count < LocalNetwork.most, !network.gateways.contains(router) {
                network.gateways.append(router)
            }
        }
        var isFirst = true
        message.visitAddresses(of: DHCPv4Option.nameServers, in: bytes) {
            learnResolver($0, by: .dhcp, &isFirst)
        }
        message.visitDesignations(in: bytes) { designate($0, in: bytes) }
        let address = message.offeredAddress
        let mask = message.subnetMask(in: bytes)
        let length = mask.map { (~$0.v4).leadingZeroBitCount }
        observations.add(.lease(address: address, length: length), record, current.index)
        if let length, let prefix = IPPrefix(address, length: length), address.isPublic,
            network.add(.onLink(prefix))
        {
            observations.add(.publicPrefixOnLink(prefix), record, current.index)
        }
        message.visitRoutes(in: bytes) { route in
            // A default route is what any lease installs.
            guard route.destination.length > 0, network.add(.pushed(route.destination)) else {
                return
            }
            observations.add(
                .pushedRoute(route.destination, router: route.router, option: route.option),
                record, current.index)
        }
    }

    /// A router advertisement (RFC 4861, 4191, 8781).
    @inline(never)
    private mutating func learnFromRouter(_ frame: RawSpan) {
        let bytes = frame.extracting(packet.upper..<packet.end)
        guard packet.hopLimit == 255, let message = RouterAdvertisement(bytes) else { return }
        let router = packet.sourceStation
        let known = network.nextHop != 0 ? network.nextHop : network.firstRouter
        let isSecond = known != 0 && router != known
        if network.firstRouter == 0 { network.firstRouter = router }
        observations.add(
            .router(MACAddress(router), isSecond: isSecond), record, current.index)
        var hasPrefix = false
        var isFirst = true
        message.visitOptions(in: bytes) { option in
            switch option {
            case .route(let route) where route.lifetime > 0:
                learnRoute(route.prefix, router)
            case .prefix(let information) where information.validLifetime > 0:
                hasPrefix = true
                if isSecond, information.isOnLink { learnRoute(information.prefix, router) }
            case .nat64(let prefix, let lifetime) where lifetime > 0:
                sight(.nat64Announced)
                if network.add(.nat64(prefix)) {
                    observations.add(.nat64(prefix), record, current.index)
                }
            case .nameServers(let lifetime, _) where lifetime > 0:
                option.visitNameServers(in: bytes) {
                    learnResolver($0, by: .advertisement, &isFirst)
                }
            case .encryptedResolver(let lifetime, _, _) where lifetime > 0:
                var addresses: [IPAddress] = []
                option.visitNameServers(in: bytes) { addresses.append($0) }
                designate(addresses.map { LocalNetwork.EncryptedResolver(address: $0) })
            default: break
            }
        }
        if isSecond, message.lifetime > 0, let all = IPPrefix(.unspecified, length: 0) {
            learnRoute(all, router)
        }
        if hasPrefix || message.lifetime > 0 { sight(.routerAdvertised) }
    }

    private mutating func learnRoute(_ prefix: IPPrefix, _ router: UInt64) {
        guard network.add(.advertised(LocalNetwork.AdvertisedRoute(prefix: prefix, router: router)))
        else { return }
        observations.add(
            .advertisedRoute(prefix, router: MACAddress(router)), record, current.index)
    }

    /// A STUN answer: the address that a web page would learn.
    @inline(never)
    private mutating func learnFromSTUN(_ frame: RawSpan) {
        let bytes = frame.extracting(packet.content)
        guard let message = STUNMessage(bytes), message.class == .success,
            let endpoint = message.reflexiveEndpoint(in: bytes)
        else { return }
        observations.add(
            .mappedAddress(endpoint.address, server: packet.source), record, current.index)
    }

    /// A plain DNS answer before the tunnel is up: does it name the entry? Then whoever answers
    /// chooses where the client's exemption points (CVE-2023-36673).
    @inline(never)
    private mutating func learnFromDNS(_ frame: RawSpan) {
        if mayDesignate(frame) { learnDesignation(frame) }
        let bytes = frame.extracting(packet.content)
        guard network.nextHop == 0, let message = DNSMessage(bytes), message.isResponse else {
            return
        }
        message.visitAnswers(in: bytes) { answer in
            guard let address = answer.address(in: bytes) else { return }
            if allowance.outer.contains(where: { $0.prefix.contains(address) }) {
                sight(.entryLookedUp)
                observations.add(.entryLookedUp(address), record, current.index)
            } else if allowance.entries.contains(where: {
                $0.isControlPlane && $0.prefix.contains(address)
            }) {
                sight(.controlPlaneLookedUp)
                observations.add(.controlPlaneLookedUp(address), record, current.index)
            }
        }
    }
}
