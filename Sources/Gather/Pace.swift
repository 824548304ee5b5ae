/// How long a run waits for what may never come.
public struct Pace: Sendable {
    /// How long one answer is waited for, in milliseconds.
    public var patience: Int32
    /// How long all answers together are; whatever is asked later is sent, and not waited for.
    public var limit: Duration
    /// How long a tunnel is given to shake hands.
    public var handshake: Duration

    /// A pace from its parts.
    public init(patience: Int32, limit: Duration, handshake: Duration) {
        self.patience = patience
        self.limit = limit
        self.handshake = handshake
    }

    /// Half the earth and back takes a third of a second; WireGuard tries again after five (whitepaper,
    /// 6.1). A run ends within 25 s.
    public static let usual = Pace(
        patience: 1000, limit: .seconds(16), handshake: .seconds(6))

    /// A run that ends within 5 s.
    public static let quick = Pace(
        patience: 300, limit: .milliseconds(2500), handshake: .milliseconds(1500))
}
