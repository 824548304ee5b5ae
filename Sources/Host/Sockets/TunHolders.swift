internal import Glibc

/// The processes that hold a TUN or TAP interface of the namespace of the calling thread: it lives as long
/// as they do.
enum TunHolders {
    private static let device = "/dev/net/tun"

    /// The processes that hold an interface, as their descriptors say (`iff`, in `fdinfo`).
    static func processes(of interface: String) throws(HostError) -> [ProcessIdentity] {
        let own = BoundedFile.target(ofLink: "/proc/thread-self/ns/net")
        return try Folder.names(of: "/proc").compactMap(Int32.init).sorted().filter { process in
            let folder = "/proc/\(process)"
            // Processes end while we look, and those of others are closed to us.
            return BoundedFile.target(ofLink: "\(folder)/ns/net") == own
                && (Folder.namesIfAny(of: "\(folder)/fd") ?? []).contains { file in
                    BoundedFile.target(ofLink: "\(folder)/fd/\(file)") == device
                        && name(in: "\(folder)/fdinfo/\(file)") == interface
                }
        }.compactMap(ProcessIdentity.init)
    }

    private static func name(in file: String) -> String? {
        do throws(HostError) {
            let bytes = try BoundedFile.bytes(of: file, most: 64 << 10)
            return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
                .first { $0.hasPrefix("iff:") }
                .map { String($0.dropFirst(4).drop { $0 == "\t" || $0 == " " }) }
        } catch {
            return nil
        }
    }
}
