internal import Glibc

/// A right of this process, by its number in capabilities(7).
struct Privilege {
    /// To capture, and to send packets of any protocol.
    static let rawPackets = Privilege(number: 13)
    /// To ask WireGuard where its packets go.
    static let networkAdministration = Privilege(number: 12)

    private let number: UInt64

    /// Whether we have it; where the system does not say, the attempt will.
    var isHeld: Bool {
        guard let bytes = SmallFile.bytes(of: "/proc/self/status", most: 64 << 10) else {
            return true
        }
        let name = "CapEff:\t"
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let digits = lines.first { $0.hasPrefix(name) }?.dropFirst(name.count)
        guard let digits, let held = UInt64(digits, radix: 16) else { return true }
        return held >> number & 1 == 1
    }

    /// Throws if we may not capture: no check can be decided then.
    static func demandCapture(for selection: CheckSelection) throws(Refusal) {
        guard rawPackets.isHeld else { throw .mayNotCapture(checks: selection.count) }
    }
}
