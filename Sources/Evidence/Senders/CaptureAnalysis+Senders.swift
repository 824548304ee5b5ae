internal import Wire

extension CaptureAnalysis {
    /// Who sent the stray frames of a recording, by stratum; nothing where nobody watched the sockets.
    /// Of a drill, the frames themselves as well.
    func senders(
        in recording: Recording
    ) throws(EvidenceError) -> (senders: [[Sender: UInt64]], strays: [StrayFrame]) {
        let stages = Array(recording.subject.stages.marks.indices)
        guard recording.sockets != nil || recording.drill != nil,
            !recording.violations(in: stages).isEmpty
        else { return ([], []) }
        var count = SenderCount(
            of: recording, with: fold(try survey(), capacity: SenderCount.capacity))
        for (role, path) in parts {
            count.begin(role)
            _ = try CaptureFile(path).read(into: &count)
        }
        return count.finish()
    }
}
