internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL
internal import Wire

/// Binds the sockets of a configuration.
struct Listener {
    private let configuration: ResponderConfiguration
    private let key: Ed25519Key
    /// For each service with TLS.
    private let contexts: [Service: NIOSSLContext]

    init(_ configuration: ResponderConfiguration, _ key: Ed25519Key) throws(ResponderError) {
        self.configuration = configuration
        self.key = key
        var contexts: [Service: NIOSSLContext] = [:]
        for service in Service.allCases where service.needsCertificate {
            guard configuration.listen[service]?.isEmpty == false else { continue }
            guard let files = configuration.certificate else {
                throw ResponderError(
                    .certificate, service.rawValue, "It needs a certificate and its key.")
            }
            contexts[service] = try Listener.context(files, service)
        }
        self.contexts = contexts
    }

    /// Binds all sockets; throws at the first that cannot be bound.
    func listen(
        on loop: any EventLoop
    ) throws -> (sockets: [RunningResponder.Socket], state: NIOLoopBound<ResponderState>) {
        let state = try loop.submit { [configuration, key] in
            NIOLoopBound(try ResponderState(configuration, key: key), eventLoop: loop)
        }.wait()
        var sockets: [RunningResponder.Socket] = []
        for service in Service.allCases {
            for endpoint in configuration.listen[service] ?? [] {
                do {
                    let channel =
                        service.isDatagram
                        ? try bindDatagrams(service, endpoint, loop, state)
                        : try bindStream(service, endpoint, loop, state)
                    guard let bound = Endpoint(channel.localAddress) else { continue }
                    sockets.append(RunningResponder.Socket(service: service, endpoint: bound))
                } catch {
                    throw ResponderError(.listen, "\(service.rawValue) \(endpoint)", "\(error)")
                }
            }
        }
        return (sockets, state)
    }

    private func bindDatagrams(
        _ service: Service, _ endpoint: Endpoint, _ loop: any EventLoop,
        _ state: NIOLoopBound<ResponderState>
    ) throws -> any Channel {
        let opened = NIOLoopBoundBox<(any Channel)?>.makeEmptyBox(eventLoop: loop)
        var bootstrap = DatagramBootstrap(group: loop)
            .channelOption(.datagramVectorReadMessageCount, value: 32)
            // 32 datagrams of the longest query that any service takes.
            .channelOption(
                .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 32 * 4_096)
            )
            // What waits for the system to send it; beyond, answers are dropped.
            .channelOption(.writeBufferWaterMark, value: .init(low: 64 << 10, high: 256 << 10))
            .channelInitializer { channel in
                opened.value = channel
                return channel.eventLoop.makeCompletedFuture {
                    let handler = DatagramHandler(service.messages(state.value), service)
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
        if !endpoint.address.isIPv4 {
            bootstrap = bootstrap.channelOption(v6Only, value: 1)
        }
        let binding = bootstrap.bind(to: try endpoint.socketAddress)
        // The bootstrap leaves a datagram channel open that it could not bind.
        return try binding.flatMapErrorThrowing { error in
            opened.value?.close(promise: nil)
            throw error
        }.wait()
    }

    private func bindStream(
        _ service: Service, _ endpoint: Endpoint, _ loop: any EventLoop,
        _ state: NIOLoopBound<ResponderState>
    ) throws -> any Channel {
        let context = contexts[service]
        var bootstrap = ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try Listener.admit(channel, service, context, state)
                }
            }
        if !endpoint.address.isIPv4 {
            bootstrap = bootstrap.serverChannelOption(v6Only, value: 1)
        }
        return try bootstrap.bind(to: try endpoint.socketAddress).wait()
    }

    /// Sets up a connection; throws, which closes it, where there is no room for it.
    private static func admit(
        _ channel: any Channel, _ service: Service, _ context: NIOSSLContext?,
        _ state: NIOLoopBound<ResponderState>
    ) throws {
        guard let peer = Endpoint(channel.remoteAddress),
            state.value.connections.admit(peer.neighbourhood)
        else { throw ChannelError.ioOnClosedChannel }
        channel.closeFuture.whenComplete { _ in
            state.value.connections.release(peer.neighbourhood)
        }
        let pipeline = channel.pipeline.syncOperations
        if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
        switch service {
        case .http, .https:
            try pipeline.configureHTTPServerPipeline(
                withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
                withDecoderLimitConfiguration: HTTPHandler.limits)
            let http = HTTPService(state: state.value, service: service)
            try pipeline.addHandler(HTTPHandler(http, peer))
        default:
            let messages = service.messages(state.value)
            try pipeline.addHandler(StreamHandler(messages, service, peer))
        }
    }

    private static func context(
        _ files: CertificateFiles, _ service: Service
    ) throws(ResponderError) -> NIOSSLContext {
        do {
            let chain = try NIOSSLCertificate.fromPEMFile(files.chain)
            let key = try NIOSSLPrivateKey(file: files.key, format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            configuration.applicationProtocols = service == .dot ? ["dot"] : ["http/1.1"]
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw ResponderError(.certificate, files.chain, "\(error)")
        }
    }
}

/// Keeps an IPv6 socket from taking IPv4 as well, so that both families can be listened on.
private let v6Only = ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only)

extension Service {
    /// What answers the messages of the service.
    fileprivate func messages(_ state: ResponderState) -> any MessageService {
        switch self {
        case .dnsUDP, .dnsTCP, .dot, .http, .https: DNSService(state: state)
        case .stunUDP, .stunTCP: STUNService(state: state)
        case .canaryUDP, .canaryTCP: CanaryService(state: state)
        }
    }
}

extension Endpoint {
    fileprivate var socketAddress: SocketAddress {
        get throws { try SocketAddress(ipAddress: "\(address)", port: Int(port)) }
    }
}
