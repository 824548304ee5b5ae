internal import Glibc

/// What the numbers of system errors mean.
public enum SystemReason {
    /// The meaning of a system error as a sentence: `Operation not permitted.`
    public static func sentence(_ number: Int32) -> String {
        let reason = unsafe strerror(number).map { unsafe String(cString: $0) }
        return (reason ?? "Error \(number)") + "."
    }
}
