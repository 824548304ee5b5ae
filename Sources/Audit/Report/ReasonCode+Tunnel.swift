/// Why a tunnel could not be tested, or something of it not decided.
extension ReasonCode {
    /// The codes of tunnels, in order of name.
    static let ofTunnels: [ReasonCode] = [
        ReasonCode(
            "tunnel.already_up", "The tunnel was up before the capture began, or soon after.",
            "Capture from before connecting, and say with --stage when the tunnel was up."),
        ReasonCode(
            "tunnel.damaged", "What the tunnel says of itself could not be understood.",
            "Report it as a bug, with what the tunnel's own tool prints."),
        ReasonCode(
            "tunnel.down", "The tunnel's interface is there and down.",
            "Connect the tunnel first."),
        ReasonCode(
            "tunnel.host", "The machine could not be read while a tunnel was looked at.",
            "Run it again; read the reason that the message gives."),
        ReasonCode(
            "tunnel.interface", "The tunnel's interface is not there.",
            "Connect the tunnel first."),
        ReasonCode(
            "tunnel.kind", "The interface is no tunnel of that kind.",
            "Name another interface, or say with --outer where its packets go."),
        ReasonCode(
            "tunnel.no_handshake",
            "Nobody answers at the other end of the tunnel, so it is not up.",
            "Look whether the server runs, UDP reaches it, and the keys are right."),
        ReasonCode(
            "tunnel.no_outer", "Nobody says where the tunnel's own packets go.",
            "Say it with --outer."),
        ReasonCode(
            "tunnel.no_tools",
            "The program wg, which asks WireGuard where its packets go, is missing.",
            "Install wireguard-tools, or say it with --outer."),
        ReasonCode(
            "tunnel.none", "No interface that is up is a tunnel.",
            "Connect the tunnel, or name its interface with --tunnel."),
        ReasonCode(
            "tunnel.program", "A program that drives the tunnel failed.",
            "Run the program by hand and read what it says."),
        ReasonCode(
            "tunnel.several", "Several tunnels are up, and it is not said which one is meant.",
            "Name the interface with --tunnel."),
    ]
}
