internal import CCrypto
internal import Glibc
public import Wire

extension SHA256 {
    /// The digest of a file in lower-case hexadecimal digits; nil if it cannot be read.
    public static func digits(ofFile path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { return nil }
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let got = unsafe read(descriptor, &buffer, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { return nil }
            if got == 0 { break }
            guard unsafe EVP_DigestUpdate(context, buffer, got) == 1 else { return nil }
        }
        var digest = [UInt8](repeating: 0, count: 32)
        guard unsafe EVP_DigestFinal_ex(context, &digest, nil) == 1 else { return nil }
        return hexadecimal(digest)
    }
}
