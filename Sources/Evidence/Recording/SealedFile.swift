internal import Glibc

/// A file that is written once, through a buffer, and is on the disk when it is finished.
///
/// Whoever fills the buffer cannot throw, so a fault is kept until `finish`.
struct SealedFile: ~Copyable {
    /// Bytes held back before they are written: as many as are read at a time.
    private static var most: Int { 256 << 10 }

    /// What was added and is not written yet.
    var bytes: [UInt8] = []
    /// Whether writing has failed, so that whatever is added is lost.
    var isFaulty: Bool { fault != 0 }

    private let descriptor: Int32
    private let path: String
    private var fault: Int32 = 0

    /// Makes a file that must not be there yet, for its owner alone.
    init(_ path: String) throws(EvidenceError) {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        let descriptor = unsafe open(path, flags, 0o600)
        guard descriptor >= 0 else { throw SealedFile.unwritable(path, errno) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The descriptor itself, for a writer of its own.
    var rawDescriptor: Int32 { descriptor }

    /// Writes the buffer once it is full.
    mutating func drain() {
        if bytes.count >= SealedFile.most { write() }
    }

    /// Writes what is left and waits until all of it is on the disk.
    mutating func finish() throws(EvidenceError) {
        write()
        if fault == 0, fsync(descriptor) != 0 { fault = errno }
        guard fault == 0 else { throw SealedFile.unwritable(path, fault) }
    }

    /// The error of a path that cannot be written.
    static func unwritable(_ path: String, _ number: Int32) -> EvidenceError {
        EvidenceError(.unwritable, subject: path, reason: SystemReason.sentence(number))
    }

    private mutating func write() {
        var sent = 0
        while fault == 0, sent < bytes.count {
            let rest = bytes[sent...]
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            if count > 0 { sent += count } else { fault = count < 0 ? errno : EIO }
        }
        bytes.removeAll(keepingCapacity: true)
    }
}
