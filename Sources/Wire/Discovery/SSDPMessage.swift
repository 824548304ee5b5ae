/// A message of the Simple Service Discovery Protocol (UPnP Device Architecture 2.0, 1): HTTP's
/// form over UDP port 1900.
public struct SSDPMessage: Hashable, Sendable {
    /// What a message is for.
    public enum Kind: Sendable {
        /// M-SEARCH: looks for devices.
        case search
        /// NOTIFY: tells of a device.
        case notify
        /// Answers a search.
        case response
    }

    /// What the message is for.
    public let kind: Kind

    /// Reads the first line; nil if it is none of the three.
    @inline(never) public init?(_ bytes: RawSpan) {
        if bytes.hasText("M-SEARCH * HTTP/1.", at: 0) {
            kind = .search
        } else if bytes.hasText("NOTIFY * HTTP/1.", at: 0) {
            kind = .notify
        } else if bytes.hasText("HTTP/1.1 200 ", at: 0) {
            kind = .response
        } else {
            return nil
        }
    }

    /// Where the device describes itself: a URL on the local network (cold: it allocates).
    public func location(in bytes: RawSpan) -> OutsideText? { header("LOCATION", bytes) }

    /// The device's system and product (cold: it allocates).
    public func server(in bytes: RawSpan) -> OutsideText? { header("SERVER", bytes) }

    /// The device's lasting identifier (cold: it allocates).
    public func uniqueName(in bytes: RawSpan) -> OutsideText? { header("USN", bytes) }

    /// What is looked for (cold: it allocates).
    public func searchTarget(in bytes: RawSpan) -> OutsideText? { header("ST", bytes) }

    private func header(_ name: StaticString, _ bytes: RawSpan) -> OutsideText? {
        HTTPHeaders(start: 0).value(of: name, in: bytes).map { OutsideText(in: bytes, $0) }
    }
}
