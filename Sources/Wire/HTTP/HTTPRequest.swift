/// The request line of an HTTP/1 request and its Host header: offsets into the first segment
/// (RFC 9112, 3).
public struct HTTPRequest: Hashable, Sendable {
    /// The method, capital letters.
    public let method: Range<Int>
    /// The request target: a path, an absolute URL to a proxy, or host and port after CONNECT.
    public let target: Range<Int>
    /// The value of the Host header, if it is in the bytes.
    public let host: Range<Int>?
    /// Whether a proxy is asked to open a connection.
    public let isConnect: Bool
    /// Whether a proxy is asked to fetch an absolute URL.
    public let isAbsoluteForm: Bool

    /// Reads the beginning of a request; nil if the bytes begin with none, or the first line is
    /// cut.
    @inline(never) public init?(_ bytes: RawSpan) {
        guard let line = HTTPHeaders.line(in: bytes, at: 0)?.range else { return nil }
        var at = 0
        // The longest registered method has 17 letters.
        while at < min(line.upperBound, 18), 65...90 ~= bytes.u8(at) || bytes.u8(at) == 45 {
            at = at &+ 1
        }
        // "A / HTTP/1.1" has nine bytes behind the method's blank at least.
        guard at >= 3, line.upperBound - at >= 11, bytes.u8(at) == 32 else { return nil }
        let version = line.upperBound &- 8
        guard bytes.hasText("HTTP/1.", at: version), bytes.u8(version &- 1) == 32 else {
            return nil
        }
        method = 0..<at
        target = at &+ 1..<version &- 1
        for offset in target where bytes.u8(offset) <= 32 || bytes.u8(offset) == 127 { return nil }
        isConnect = at == 7 && bytes.hasText("CONNECT", at: 0)
        isAbsoluteForm =
            bytes.hasText("http://", at: target.lowerBound)
            || bytes.hasText("https://", at: target.lowerBound)
        host = HTTPHeaders(start: 0).value(of: "Host", in: bytes)
    }

    /// The host that is asked for: of the CONNECT target, else of the Host header (cold: it
    /// allocates).
    public func hostText(in bytes: RawSpan) -> OutsideText? {
        if isConnect { return OutsideText(in: bytes, target) }
        return host.map { OutsideText(in: bytes, $0) }
    }
}
