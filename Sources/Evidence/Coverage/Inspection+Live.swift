internal import Wire

/// What a live run's own controls say of its taps.
extension Inspection {
    /// Underlays at which the heartbeat is missing, or which cannot carry it.
    func heartbeatGaps() -> [Coverage.Gap] {
        guard let watch else { return [] }
        let vantages = recording.subject.vantages
        return vantages.indices.filter { vantages[$0].role == .underlay }.compactMap { index in
            let name = vantages[index].name
            let label = name?.forTerminal ?? "interface \(index)"
            if let name, !watch.heartbeats.isEmpty, !watch.declared.isEmpty,
                !watch.declared.contains(name.raw)
            {
                return nil
            }
            guard let name, watch.heartbeats.contains(name.raw) else {
                return Coverage.Gap(
                    code: "control.tap_heartbeat",
                    text: "\(label) cannot carry the heartbeat, so nothing proves that its tap "
                        + "was alive.", breaks: .tap)
            }
            let vantage = UInt8(truncatingIfNeeded: index)
            let missing = heartbeats.missing(at: vantage, until: watch.until)
            guard missing > 0 else {
                // The last one is sent behind all else: where it is, nothing before it is missing.
                guard !heartbeats.reached(watch.until, at: vantage) else { return nil }
                return Coverage.Gap(
                    code: "control.tap_heartbeat",
                    text: "Our last heartbeat was not captured on \(label), so what was sent "
                        + "before it may be missing too.", breaks: .tap)
            }
            let seconds = (missing &+ 999_999_999) / 1_000_000_000
            return Coverage.Gap(
                code: "control.tap_heartbeat",
                text: "Our heartbeat was missing on \(label) for \(seconds) s, so zero leaks "
                    + "would mean nothing.", breaks: .tap)
        }
    }
}
