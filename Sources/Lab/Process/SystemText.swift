internal import Glibc

/// What the system says in words.
enum SystemText {
    /// The text of an error number.
    static func reason(_ number: Int32) -> String {
        unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)"
    }
}
