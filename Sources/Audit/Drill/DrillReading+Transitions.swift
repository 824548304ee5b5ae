public import Evidence

/// How many times something opened, of how many.
public struct OpenShare: Hashable, Sendable {
    /// Times that something left.
    public let opened: Int
    /// All of them.
    public let count: Int

    /// The factor of 95 % of a normal distribution.
    private static let z = 1.96

    /// A share from its parts.
    public init(opened: Int, of count: Int) {
        self.opened = opened
        self.count = count
    }

    /// The upper end of Wilson's interval of 95 %, from 0 to 1; 1 where nothing was tried.
    public var bound: Double {
        guard count > 0 else { return 1 }
        let n = Double(count)
        let part = min(1, Double(opened) / n)
        let square = OpenShare.z * OpenShare.z / n
        let half = (part * (1 - part) * square + square * square / 4).squareRoot()
        return min(1, (part + square / 2 + half) / (1 + square))
    }

    /// For people, such as `0 of 20 changes, at most 16.2 %`.
    public var text: String {
        let tenths = Int((bound * 1000).rounded(.up))
        return "\(opened) of \(count) changes, at most \(tenths / 10).\(tenths % 10) %"
    }
}

extension DrillReading {
    /// How far around a change something that left belongs to it, in nanoseconds.
    private static let reach: UInt64 = 5_000_000_000

    /// The changes of a fault behind which some of these frames left, until the next one; nil for what
    /// happens once.
    public func share(of strays: [StrayFrame], under fault: Int) -> OpenShare? {
        let changes = drill.faults[fault].transitions
        guard !changes.isEmpty else { return nil }
        let times = strays.map(\.at)
        let opened = changes.indices.count { index in
            let next = index + 1 < changes.count ? changes[index + 1] : .max
            let end = min(next, changes[index] &+ DrillReading.reach)
            return times.contains { changes[index] <= $0 && $0 < end }
        }
        return OpenShare(opened: opened, of: changes.count)
    }
}
