internal import Glibc

/// The entries of folders.
enum Folder {
    /// The names in a folder, in no order, without `.` and `..`.
    static func names(of path: String) throws(HostError) -> [String] {
        guard let names = namesIfAny(of: path) else {
            throw HostError(.refused, subject: path, number: errno)
        }
        return names
    }

    /// The same; nil if the folder cannot be read.
    static func namesIfAny(of path: String) -> [String]? {
        guard let folder = unsafe opendir(path) else { return nil }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
