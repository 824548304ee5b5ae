internal import NIOCore
internal import NIOHTTP1
internal import Wire

/// Answers the requests of one HTTP/1.1 connection.
final class HTTPHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// Browsers and probes send a few hundred bytes; a proxy's additions shall fit and be told.
    static var limits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 8_192
        limits.maxHeaderListSize = 16_384
        limits.maxHeaderFieldCount = 64
        return limits
    }
    /// The longest body: a DNS query over HTTPS, see DNSService.
    private static let longestBody = 4_096
    /// A probe asks several times in a stage, with seconds between.
    private static let idle = TimeAmount.seconds(30)

    private let service: HTTPService
    private let peer: Endpoint
    private let patience = Patience(idle)
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ service: HTTPService, _ peer: Endpoint) {
        self.service = service
        self.peer = peer
    }

    func handlerAdded(context: ChannelHandlerContext) { patience.begin(on: context.channel) }

    func channelInactive(context: ChannelHandlerContext) {
        patience.end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let part):
            guard body.count + part.readableBytes <= HTTPHandler.longestBody else {
                context.close(promise: nil)
                return
            }
            body += part.readableBytesView
        case .end:
            guard let head else { return }
            self.head = nil
            // Who asks faster than it takes answers is not waited for.
            guard context.channel.isWritable else {
                context.close(promise: nil)
                return
            }
            answer(head, context)
        }
    }

    /// A request that breaks HTTP was answered with 400 by the handler before this one.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func answer(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        let question = HTTPQuestion(
            method: head.method.rawValue, target: head.uri,
            headers: head.headers.map { (name: $0.name, value: $0.value) }, body: body)
        body = []
        var reply = service.reply(to: question, from: peer)
        var count = reply.body.count
        if !service.state.reserve(count) {
            count = 0
            reply = .refusal(503, "Too many answers are under way.")
        }
        var headers = HTTPHeaders()
        if reply.isSigned {
            if let signature = service.state.key.signature(ofAnswer: reply.body, for: reply.run) {
                if let run = reply.run { headers.add(name: "Watertight-Run", value: run.text) }
                headers.add(name: "Watertight-Signature", value: "\(signature)")
            } else {
                reply = .refusal(500, "No signature.")
            }
        }
        // HTTP/1.0 would have to be asked whether it keeps the connection; few speak it.
        let keeps = head.isKeepAlive && head.version == .http1_1
        headers.add(name: "Content-Type", value: reply.type)
        headers.add(name: "Content-Length", value: String(reply.body.count))
        headers.add(name: "Cache-Control", value: "no-store")
        if !keeps { headers.add(name: "Connection", value: "close") }
        patience.renew(on: context.channel, answered: reply.body.count)
        let taken = context.eventLoop.makePromise(of: Void.self)
        taken.futureResult.assumeIsolated().whenComplete { [service, channel = context.channel] _ in
            service.state.release(count)
            if !keeps { channel.close(promise: nil) }
        }
        let response = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status),
            headers: headers)
        context.write(wrapOutboundOut(.head(response)), promise: nil)
        if head.method != .HEAD {
            var buffer = context.channel.allocator.buffer(capacity: reply.body.count)
            buffer.writeBytes(reply.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: taken)
    }
}
