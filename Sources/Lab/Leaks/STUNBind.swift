extension Leak {
    /// A call program asks for its address past the tunnel.
    static let stunBind = Leak(
        "stun-bind", "A program asks a STUN server from the physical interface.",
        reds: ["webrtc.srflx"],
        apply: { lab throws(LabError) in
            try lab.start([
                Stimulus(.stun, to: Node.stun.ipv4 ?? "", device: Addresses.underlay)
            ])
        })
}
