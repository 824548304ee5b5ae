public import Evidence
public import Gather
internal import Glibc

/// The client is killed; its interface goes with it.
public struct ClientSIGKILL: Fault {
    private let tunnel: TunnelInterface
    private let carriesAnother: Bool

    /// A fault of the process that holds an interface, which may carry another tunnel.
    public init(of interface: String, on scene: FaultScene, carriesAnother: Bool = false) {
        tunnel = TunnelInterface(scene: scene, name: interface)
        self.carriesAnother = carriesAnother
    }

    /// Its name.
    public var id: FaultID { .clientSIGKILL }
    /// How long a tunnel that it carries goes on by itself, in seconds: wireguard-go keeps to the old way for
    /// 13.9 s, as seen.
    public var longestTimer: Int { carriesAnother ? 14 : 0 }

    /// Makes it happen, once its undo is noted.
    public func inject() throws(GatherError) {
        let holders = try tunnel.holders()
        if carriesAnother { try tunnel.noteNewLook() }
        try tunnel.note(mustBeMade: true)
        // Undone first: an interface that is about to go must not be taken for one that is back.
        for holder in holders { try tunnel.scene.note(.end(holder)) }
        try tunnel.send(SIGKILL, to: holders)
    }

    /// Whether it is seen.
    public func proof() -> DrilledFault.Proof { tunnel.absence }
    /// A tunnel that it carries answers where it was last heard from.
    public var isUndoneInSilence: Bool { carriesAnother }
    /// Lets such a tunnel look for its way once more: what came while its carrier shook hands may have held it.
    public func settle() throws(GatherError) {
        if carriesAnother { try tunnel.lookAnew() }
    }

    /// Puts everything back; does nothing a second time.
    public func undo() throws(GatherError) { try tunnel.scene.undo() }
}
