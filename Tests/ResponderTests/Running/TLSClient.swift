internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Responder

/// One exchange over TLS: bytes there, bytes back.
enum TLSClient {
    /// Sends bytes and collects the answer until a condition holds or the connection ends.
    static func ask(
        _ endpoint: Endpoint, _ protocolName: String, _ bytes: [UInt8],
        until isWhole: @escaping @Sendable ([UInt8]) -> Bool
    ) throws -> [UInt8] {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = TLSConfiguration.makeClientConfiguration()
        // The certificate is made for the test; whose it is does not matter here.
        configuration.certificateVerification = .none
        configuration.applicationProtocols = [protocolName]
        let context = try NIOSSLContext(configuration: configuration)
        let answer = group.next().makePromise(of: [UInt8].self)
        let channel = try ClientBootstrap(group: group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: nil))
                    try pipeline.addHandler(Collector(answer, isWhole))
                }
            }
            .connect(host: "\(endpoint.address)", port: Int(endpoint.port)).wait()
        try channel.writeAndFlush(ByteBuffer(bytes: bytes)).wait()
        let received = try answer.futureResult.wait()
        try group.syncShutdownGracefully()
        return received
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let answer: EventLoopPromise<[UInt8]>
        private let isWhole: @Sendable ([UInt8]) -> Bool
        private var bytes: [UInt8] = []

        init(
            _ answer: EventLoopPromise<[UInt8]>, _ isWhole: @escaping @Sendable ([UInt8]) -> Bool
        ) {
            self.answer = answer
            self.isWhole = isWhole
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += unwrapInboundIn(data).readableBytesView
            if isWhole(bytes) { answer.succeed(bytes) }
        }

        func channelInactive(context: ChannelHandlerContext) { answer.succeed(bytes) }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            if let error = error as? NIOSSLError, error == .uncleanShutdown { return }
            answer.fail(error)
        }
    }
}
