internal import CShims
internal import Glibc

/// Tells which of many sockets can go on, without a look at each (epoll(7)).
///
/// It tells of each arrival once: whoever is told takes all that has come. A socket that is closed is
/// forgotten.
final class ReadySockets {
    /// Most that are told at a time.
    private static let most = 64

    /// The number of why it cannot tell anything; 0 if it can.
    let fault: Int32
    private let descriptor: Int32
    private var tokens = [UInt64](repeating: 0, count: most)

    init() {
        descriptor = wt_new_watch()
        fault = descriptor >= 0 ? 0 : errno
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Lets it tell of a socket by this token; the number of what went wrong, 0 if nothing did.
    func add(_ socket: Int32, as token: UInt64, connects: Bool) -> Int32 {
        wt_watch(descriptor, socket, token, connects ? 1 : 0) == 0 ? 0 : errno
    }

    /// Waits for so many nanoseconds at the most; the tokens of those that can go on.
    func wait(_ nanoseconds: Int64) -> ArraySlice<UInt64> {
        let count = unsafe wt_wait(
            descriptor, &tokens, Int32(ReadySockets.most), nanoseconds)
        return tokens.prefix(Int(max(0, count)))
    }
}
