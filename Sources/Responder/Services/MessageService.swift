internal import Wire

/// Where a message stands in the bytes that a connection has brought so far.
enum StreamFrame {
    /// More bytes are needed.
    case incomplete
    /// The message; what stands behind it is the next.
    case message(Range<Int>)
    /// No message of this service can begin like this.
    case broken
}

/// A service that answers each message by itself, in datagrams or over TCP.
protocol MessageService {
    /// Finds the first message of a stream.
    func frame(_ bytes: RawSpan) -> StreamFrame

    /// The bytes to send back; nil if the message gets no answer.
    func answer(_ bytes: RawSpan, from asker: Endpoint, over service: Service) -> [UInt8]?
}
