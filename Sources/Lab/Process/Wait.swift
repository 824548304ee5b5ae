internal import Gather
internal import Glibc

/// Waiting by looking.
enum Wait {
    /// Longest wait for a part of a lab, in seconds: ten times what a busy machine needed.
    static let longest = 10.0

    /// Looks until something holds; throws when it did not in time.
    static func until(
        _ what: String, _ holds: () throws(LabError) -> Bool
    ) throws(LabError) {
        let clock = Stopwatch()
        while try !holds() {
            guard clock.seconds < longest else {
                throw LabError(
                    .timeout, "waited in vain for \(what)",
                    "It did not happen within \(Int(longest)) s.")
            }
            // Between two looks, so that others get the processor.
            usleep(3000)
        }
    }
}
