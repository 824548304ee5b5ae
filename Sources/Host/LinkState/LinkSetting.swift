internal import Glibc

/// A setting of the kernel's for one link, as its file below `/proc/sys/net` says.
struct LinkSetting: Hashable, Codable {
    let file: String
    let text: String

    private static let folders = ["ipv4/conf", "ipv4/neigh", "ipv6/conf", "ipv6/neigh"]
    private static let secret = "stable_secret"
    /// Longest text of a setting: the longest, a secret, is an address.
    private static let most = 256

    private static func folders(of link: String) -> [String] {
        folders.map { "/proc/sys/net/\($0)/\(link)/" }
    }

    /// All settings of a link that can be read. Secrets come first: setting one changes how addresses
    /// are made, which is a setting as well.
    static func all(of link: String) throws(HostError) -> [LinkSetting] {
        var all: [LinkSetting] = []
        for folder in folders(of: link) {
            let names = (Folder.namesIfAny(of: folder) ?? []).sorted()
            for name in names.filter({ $0 == secret }) + names.filter({ $0 != secret }) {
                guard let setting = LinkSetting(reading: folder + name) else { continue }
                all.append(setting)
            }
        }
        return all
    }

    private init?(reading file: String) {
        self.file = file
        do throws(HostError) {
            let bytes = try BoundedFile.bytes(of: file, most: LinkSetting.most)
            text = String(decoding: bytes, as: UTF8.self)
        } catch {
            // Not set yet, or for writing only.
            return nil
        }
    }

    /// Whether it is one of this link, and no other file.
    func isSetting(of link: String) -> Bool {
        LinkSetting.folders(of: link).contains { folder in
            file.hasPrefix(folder) && !file.dropFirst(folder.count).contains("/")
                && file != folder + ".." && !file.utf8.contains(0)
        }
    }

    /// Whether the kernel says so now.
    var isThere: Bool { LinkSetting(reading: file) == self }

    /// Sets it.
    func restore() {
        let descriptor = unsafe open(file, O_WRONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        // Whether it helped is looked at again.
        _ = Errand.write(text, to: descriptor)
        close(descriptor)
    }
}
