internal import Wire

/// What a manifest says of the interfaces.
extension Manifest {
    /// The interfaces at which the frames of another capture begin.
    var partStarts: Set<String> {
        var starts: Set<String> = []
        for (before, interface) in zip(interfaces, interfaces.dropFirst())
        where before.part != interface.part {
            starts.insert(interface.name)
        }
        return starts
    }

    /// Whether it is known what the tap of the underlay, which comes last, has lost.
    var knowsLoss: Bool {
        let last = interfaces.last?.part
        return interfaces.contains { $0.part == last && $0.dropped != nil }
    }

    /// A vantage with the precision that its times had in the capture that it came from: in
    /// `evidence.pcapng` all of them are nanoseconds.
    func precise(_ vantage: Vantage) -> Vantage {
        let name = vantage.name?.raw
        // The tunnel of a cooked capture of any interface stands in no file: it is as precise as
        // the underlay that it was seen at.
        let own =
            interfaces.first { $0.name == name }
            ?? interfaces.last { $0.role == Vantage.Role.underlay.rawValue }
        guard let digits = own?.digits else { return vantage }
        return Vantage(
            file: vantage.file, name: vantage.name, link: vantage.link, role: vantage.role,
            digits: min(max(digits, 6), vantage.digits))
    }
}
