public import Evidence
public import Wire

/// One DNS query to one server, and the way it is told to go.
public struct NameQuestion: Sendable {
    /// How the query travels.
    public enum Transport: Hashable, Sendable {
        /// A datagram; an answer that was cut is asked for again over TCP (RFC 1035, 4.2).
        case udp
        /// A connection.
        case tcp
        /// A connection with TLS (RFC 7858), to a server with this name.
        case tls(String, WebQuestion.Trust)
        /// A request over HTTPS (RFC 8484), to a server with this name.
        case https(String, WebQuestion.Trust, HTTPMethod)
    }

    /// How a query is put into a request over HTTPS.
    public enum HTTPMethod: Sendable {
        /// In the target.
        case get
        /// As the body.
        case post
    }

    /// The name that is asked for.
    public var name: DNSWireName
    /// The type that is asked for.
    public var type: UInt16
    /// The class: 1 is IN, 3 is CH.
    public var `class`: UInt16 = 1
    /// The server.
    public var server: IPAddress
    /// The server's port.
    public var port: UInt16
    /// How the query travels.
    public var transport = Transport.udp
    /// Which way it is told to go.
    public var path = Answer.Path.routed

    /// A query over UDP for records of class IN.
    public init(_ name: DNSWireName, type: UInt16, at server: IPAddress, port: UInt16 = 53) {
        self.name = name
        self.type = type
        self.server = server
        self.port = port
    }

    /// The query as it travels; the server is asked to ask on.
    func bytes(id: UInt16) -> [UInt8] {
        var writer = DNSWriter(id: id, flags: 0x0100)
        _ = writer.write(question: name, type: type, class: `class`)
        return writer.bytes
    }
}
