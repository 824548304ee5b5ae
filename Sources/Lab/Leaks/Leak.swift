/// A switch of the lab: a real fault that makes a tunnel leak, or something harmless that looks like
/// one.
public struct Leak: Sendable, Identifiable {
    /// What `--leak` takes.
    public let id: String
    /// What it does, one sentence.
    public let line: String
    /// The checks that its packets turn red, these and no others; none for a look-alike.
    public let reds: [String]
    /// The checks that `watertight check` turns red besides, with probes of its own.
    public let asked: [String]
    /// What `watertight check` must be told for that, beside its targets.
    public let flags: [String]
    /// The policy that it is judged under, in YAML; nil for the usual one.
    public let policy: String?
    /// Changes how the lab is made, before anything is made.
    let shape: @Sendable (inout Design) -> Void
    /// Does the rest once the tunnel is up.
    let apply: @Sendable (LiveLab) throws(LabError) -> Void

    init(
        _ id: String, _ line: String, reds: [String] = [], asked: [String] = [],
        flags: [String] = [], policy: String? = nil,
        shape: @escaping @Sendable (inout Design) -> Void = { _ in },
        apply: @escaping @Sendable (LiveLab) throws(LabError) -> Void = { _ in }
    ) {
        self.id = id
        self.line = line
        self.reds = reds
        self.asked = asked
        self.flags = flags
        self.policy = policy
        self.shape = shape
        self.apply = apply
    }
}
