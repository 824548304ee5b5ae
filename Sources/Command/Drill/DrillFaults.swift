internal import Evidence
internal import Gather
internal import Host

/// The faults of a drill on a scene: those that this machine itself can undo, and in a lab those of its
/// nodes.
struct DrillFaults {
    let scene: Discovery.Scene
    let enclosure: Enclosure

    /// The faults of these names; throws for one that this machine cannot inject.
    func made(_ ids: [FaultID]) throws(GatherError) -> [any Fault] {
        throw GatherError("drill.needs_lab", "no fault yet")
    }
}
