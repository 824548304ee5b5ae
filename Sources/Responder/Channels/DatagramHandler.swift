internal import NIOCore

/// Answers datagrams, each by itself.
final class DatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let answering: any MessageService
    private let service: Service

    init(_ answering: any MessageService, _ service: Service) {
        self.answering = answering
        self.service = service
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let question = unwrapInboundIn(data)
        // Nobody can receive on port 0. What the system cannot send is dropped, not piled up.
        guard let asker = Endpoint(question.remoteAddress), asker.port != 0,
            context.channel.isWritable,
            let answer = answering.answer(
                question.data.readableBytesSpan, from: asker, over: service)
        else { return }
        var data = context.channel.allocator.buffer(capacity: answer.count)
        data.writeBytes(answer)
        context.write(
            wrapOutboundOut(AddressedEnvelope(remoteAddress: question.remoteAddress, data: data)),
            promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.flush() }

    /// An error of one datagram, such as an ICMP answer to an earlier one, says nothing about others.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
