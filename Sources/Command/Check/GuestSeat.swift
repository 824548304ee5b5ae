internal import Evidence
internal import Gather
internal import Host
internal import Wire

/// The guest of a run, where the machine forwards packets of others: made before anything is
/// captured, and gone before the machine is read again.
struct GuestSeat: Sendable {
    /// The guest; nil where the machine forwards nothing, or makes none.
    let guest: Guest?

    /// Takes the seat if there is anything to be found out.
    init(in scene: Discovery.Scene) {
        guard !scene.facts.forwards.isEmpty else {
            guest = nil
            return
        }
        do {
            guest = try Discovery.wait { () async throws(HostError) in try await Guest.make() }
        } catch {
            // The probes say that they could not be sent.
            guest = nil
        }
    }

    /// This machine's end of the guest's cable: what it carries stays on the machine.
    var interfaces: [Session.Interface] {
        guard let guest else { return [] }
        return [
            Session.Interface(
                index: guest.index, name: Guest.link, role: .loopback, carriesHeartbeat: false)
        ]
    }

    /// Removes the guest; what cannot be removed goes with the process.
    func leave() throws(GatherError) {
        do throws(HostError) {
            try guest?.remove()
        } catch {
            throw GatherError(error.code.rawValue, "The guest's cable stays: \(error.reason)")
        }
    }
}
