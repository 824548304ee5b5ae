internal import Foundation
internal import Glibc

extension Started {
    /// The executable where everybody may run it: a checkout may lie in a folder of its owner's alone.
    ///
    /// The copy goes when the tests end.
    static let openExecutable: String = {
        guard !isOpen(executable) else { return executable }
        var template = Array("/tmp/watertight-open-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { return executable }
        let folder = String(
            decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let copy = folder + "/watertight"
        do {
            try FileManager.default.copyItem(atPath: executable, toPath: copy)
        } catch {
            return executable
        }
        unsafe chmod(copy, 0o755)
        unsafe chmod(folder, 0o755)
        atexit {
            unsafe unlink(Started.openExecutable)
            unsafe rmdir(String(Started.openExecutable.dropLast("/watertight".count)))
        }
        return copy
    }()

    /// Whether everybody may walk the whole way to a file.
    private static func isOpen(_ path: String) -> Bool {
        var folder = path[...]
        while let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
            folder = folder[..<slash]
            var status = stat()
            guard unsafe stat(String(folder), &status) == 0, status.st_mode & 0o001 != 0 else {
                return false
            }
        }
        return true
    }
}
