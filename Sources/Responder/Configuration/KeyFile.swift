internal import Glibc
public import Wire

/// The file that holds the signing key: its seed as base64 for URLs, one line, mode 0600.
public enum KeyFile {
    /// The key in a file, which is made with a new key where there is none.
    ///
    /// Throws if the file cannot be read or made, holds no key, or others may read it.
    public static func key(at path: String) throws(ResponderError) -> Ed25519Key {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else {
            guard errno == ENOENT else { throw fault(path, errno) }
            return try make(path)
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw fault(path, errno) }
        guard status.st_mode & 0o077 == 0 else {
            throw ResponderError(
                .key, path, "Others may read it, so it proves nothing. Remove it or chmod 600 it.")
        }
        // One byte more than a seed and its line end: a longer file is no key.
        var buffer = [UInt8](repeating: 0, count: 45)
        let count = unsafe read(descriptor, &buffer, buffer.count)
        guard count >= 0 else { throw fault(path, errno) }
        var text = buffer.prefix(count)
        if text.last == 10 { text.removeLast() }
        guard let seed = Base64URL.bytes(of: text), let key = Ed25519Key(seed: seed) else {
            throw ResponderError(.key, path, "It holds no signing key.")
        }
        return key
    }

    private static func make(_ path: String) throws(ResponderError) -> Ed25519Key {
        guard let key = Ed25519Key.generate() else {
            throw ResponderError(.key, path, "libcrypto made no key.")
        }
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw fault(path, errno) }
        defer { close(descriptor) }
        let line = Array("\(Base64URL.text(of: key.seed))\n".utf8)
        guard unsafe write(descriptor, line, line.count) == line.count, fsync(descriptor) == 0
        else {
            let error = fault(path, errno)
            unsafe unlink(path)
            throw error
        }
        return key
    }

    private static func fault(_ path: String, _ number: Int32) -> ResponderError {
        let text = unsafe strerror(number).map { unsafe String(cString: $0) }
        return ResponderError(.key, path, "\(text ?? "error \(number)").")
    }
}
