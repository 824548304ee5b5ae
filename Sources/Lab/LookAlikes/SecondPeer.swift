extension Leak {
    /// A second outer flow.
    static let secondPeer = Leak(
        "second-peer", "The tunnel has a second peer, which it sends keepalives to.",
        shape: { $0.furtherPeers = [.relay] },
        apply: { lab throws(LabError) in try lab.start([Stimulus(.lookUp)]) })
}
