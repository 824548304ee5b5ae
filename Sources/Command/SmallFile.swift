internal import Glibc

/// Files that are read whole.
enum SmallFile {
    /// Whether there is a file with something in it; a link is none.
    static func isThere(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && status.st_size > 0
    }

    /// The bytes of a file; nil if it cannot be read or has more than `most`.
    static func bytes(of path: String, most: Int) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        return bytes(from: descriptor, most: most)
    }

    /// The bytes behind a descriptor; nil if they cannot be read or are more than `most`.
    static func bytes(from descriptor: Int32, most: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while bytes.count <= most {
            let got = unsafe read(descriptor, &buffer, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { return nil }
            if got == 0 { return bytes }
            bytes += buffer.prefix(got)
        }
        return nil
    }
}
