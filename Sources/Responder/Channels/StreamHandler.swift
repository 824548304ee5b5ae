internal import NIOCore

/// Answers the messages of one connection, in order.
final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Long enough for a slow path's handshake and question; RFC 7766, 6.2.3 asks for seconds.
    private static let idle = TimeAmount.seconds(10)

    private let answering: any MessageService
    private let service: Service
    private let peer: Endpoint
    private let patience = Patience(idle)
    private var received = ByteBuffer()

    init(_ answering: any MessageService, _ service: Service, _ peer: Endpoint) {
        self.answering = answering
        self.service = service
        self.peer = peer
    }

    func handlerAdded(context: ChannelHandlerContext) { patience.begin(on: context.channel) }

    func channelInactive(context: ChannelHandlerContext) {
        patience.end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        received.writeBuffer(&bytes)
        while received.readableBytes > 0 {
            switch answering.frame(received.readableBytesSpan) {
            case .incomplete:
                received.discardReadBytes()
                return
            case .broken:
                context.close(promise: nil)
                return
            case .message(let range):
                // Who asks faster than it takes answers is not waited for. What is no message of the
                // service gets no answer, and the connection goes.
                guard context.channel.isWritable,
                    let answer = answering.answer(
                        received.readableBytesSpan.extracting(range), from: peer, over: service)
                else {
                    context.close(promise: nil)
                    return
                }
                received.moveReaderIndex(forwardBy: range.upperBound)
                var data = context.channel.allocator.buffer(capacity: answer.count)
                data.writeBytes(answer)
                context.write(wrapOutboundOut(data), promise: nil)
                patience.renew(on: context.channel, answered: answer.count)
            }
        }
        received.clear()
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.flush() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
