internal import Glibc

/// Files that are read whole, up to a bound.
public enum BoundedFile {
    /// The bytes of a file; throws if it cannot be read or has more than `most`.
    public static func bytes(of path: String, most: Int) throws(HostError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HostError(.refused, subject: path, number: errno) }
        defer { close(descriptor) }
        return try bytes(from: descriptor, of: path, most: most)
    }

    /// The bytes behind a descriptor, of a file that errors call by its path.
    static func bytes(
        from descriptor: Int32, of path: String, most: Int
    ) throws(HostError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while bytes.count <= most {
            let got = unsafe read(descriptor, &buffer, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw HostError(.refused, subject: path, number: errno) }
            if got == 0 { return bytes }
            bytes += buffer.prefix(got)
        }
        throw HostError(.damaged, subject: path, reason: "It has more than \(most) bytes.")
    }

    /// Where a symbolic link leads, as it is written in it; nil if the path is no link.
    public static func target(ofLink path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe buffer.withUnsafeMutableBytes {
            unsafe $0.withMemoryRebound(to: CChar.self) {
                unsafe $0.baseAddress.map { unsafe readlink(path, $0, Int(PATH_MAX)) } ?? -1
            }
        }
        return count >= 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : nil
    }

    /// Whether a program is installed where system programs are.
    public static func isProgram(_ name: String) -> Bool {
        ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].contains { folder in
            unsafe access(folder + "/" + name, X_OK) == 0
        }
    }
}
