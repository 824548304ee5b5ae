public import Wire

/// What came back for a request.
public struct WebAnswer: Sendable {
    /// The status code.
    public var status: Int
    /// The headers in the order received.
    public var headers: [(name: OutsideText, value: OutsideText)] = []
    /// The body as it travelled.
    public var body: [UInt8] = []
    /// Whether more came than is kept.
    public var isCut = false
    /// The host's address.
    public var local: IPAddress?
    /// The host's port.
    public var localPort: UInt16?
    /// The address that was connected to; a proxy's where there is one.
    public var remote: IPAddress?
    /// What the check of the certificate said, in OpenSSL's numbers: 0 is trusted; nil without TLS.
    public var certificate: Int?

    /// The first value of a header; letters of the name without case.
    public func header(_ name: String) -> OutsideText? {
        headers.first { $0.name.raw.lowercased() == name.lowercased() }?.value
    }
}

/// Why nothing came back for a request.
public enum WebFault: Error, Hashable, Sendable {
    /// No answer came in time.
    case silent
    /// The machine or the network refused, with this error number.
    case refused(Int32)
    /// The certificate is not trusted, for this reason in OpenSSL's numbers; 1 if it is for another
    /// host.
    case untrusted(Int)
    /// What came back could not be understood, by this number of libcurl's.
    case garbled(Int)
    /// A proxy refused to connect.
    case proxy
    /// libcurl is not installed, or refused to try, by this number of its own.
    case unable(Int)
}
