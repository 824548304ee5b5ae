internal import CCurl
internal import Evidence
internal import Glibc
internal import Wire

/// What libcurl hands over while a request is under way. One thread touches it.
final class Transfer {
    /// Most bytes of a body that are kept: endpoints answer with a few hundred, lists with some KiB.
    private static let longestBody = 64 << 10
    /// Most headers, and bytes of them, that are kept.
    private static let mostHeaders = (lines: 64, bytes: 16 << 10)

    private(set) var headers: [(name: OutsideText, value: OutsideText)] = []
    private(set) var body: [UInt8] = []
    /// Whether more came than is kept.
    private(set) var isCut = false
    /// Why the socket could not be bound to the path; 0 if it could.
    private(set) var refusal: Int32 = 0

    private let path: Answer.Path
    private var headerBytes = 0

    init(_ path: Answer.Path) { self.path = path }

    /// The transfer behind libcurl's pointer.
    static func of(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        unsafe context.map { unsafe Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Keeps a part of the body; how many bytes were taken. Fewer than came end the transfer.
    func take(body bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let taken = min(count, Transfer.longestBody - body.count)
        unsafe body += UnsafeRawBufferPointer(start: bytes, count: taken)
        isCut = isCut || taken < count
        return taken
    }

    /// Keeps a line of the head; a status line begins a new one. Too many are left out.
    func take(header bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        let line = unsafe Array(UnsafeRawBufferPointer(start: bytes, count: count))
        if line.starts(with: "HTTP/".utf8) {
            headers = []
            headerBytes = 0
            return count
        }
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return count }
        headerBytes += count
        guard headers.count < Transfer.mostHeaders.lines, headerBytes <= Transfer.mostHeaders.bytes
        else {
            isCut = true
            return count
        }
        var value = line[(colon + 1)...]
        let isBlank = { (byte: UInt8) in [9, 10, 13, 32].contains(byte) }
        value = value.drop(while: isBlank)
        while let last = value.last, isBlank(last) { value.removeLast() }
        headers.append((Transfer.text(line[..<colon]), Transfer.text(value)))
        return count
    }

    /// Binds a new socket to the path; false if it could not be.
    ///
    /// libcurl can bind to an interface by itself, and where the kernel refuses it takes the
    /// interface's address instead. Then the routes would choose the way, and nobody would know.
    func bind(_ descriptor: Int32) -> Bool {
        refusal = path.bind(descriptor)
        return refusal == 0
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> OutsideText {
        OutsideText(String(decoding: bytes, as: UTF8.self))
    }
}
