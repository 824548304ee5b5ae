internal import Glibc

/// Small files and folders.
enum Files {
    /// Opens a file for the words of a program, at its end.
    static func log(_ path: String) throws(LabError) -> Int32 {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .system(.state, "cannot write \(path)", errno) }
        return descriptor
    }

    /// Writes a file under another name first, so that nobody reads half of it.
    static func write(_ text: String, to path: String, mode: mode_t = 0o644) throws(LabError) {
        let part = path + ".part"
        let descriptor = unsafe open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system(.state, "cannot write \(path)", errno) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let sent = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
            }
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { break }
            rest = rest.dropFirst(sent)
        }
        let fault = errno
        close(descriptor)
        guard rest.isEmpty else { throw .system(.state, "cannot write \(path)", fault) }
        guard unsafe rename(part, path) == 0 else {
            throw .system(.state, "cannot write \(path)", errno)
        }
    }

    /// The text of a file; nil if it cannot be read. Of a longer one only the first part.
    static func text(_ path: String, most: Int = 1 << 20) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        while bytes.count < most {
            let got = unsafe read(descriptor, &buffer, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { return nil }
            if got == 0 { break }
            bytes += buffer.prefix(got)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Makes a folder, and those above it.
    static func makeFolder(_ path: String) throws(LabError) {
        var built = ""
        for part in path.split(separator: "/") {
            built += "/\(part)"
            guard unsafe mkdir(built, 0o755) == 0 || errno == EEXIST else {
                throw .system(.state, "cannot make \(built)", errno)
            }
        }
    }

    /// The names in a folder; none if it cannot be read.
    static func names(in path: String) -> [String] {
        guard let folder = unsafe opendir(path) else { return [] }
        defer { unsafe closedir(folder) }
        var names: [String] = []
        while let entry = unsafe readdir(folder) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// Removes a file, or a folder with all that is in it; what is not there is removed already.
    static func remove(_ path: String) {
        guard unsafe unlink(path) != 0, errno != ENOENT else { return }
        for name in names(in: path) { remove("\(path)/\(name)") }
        _ = unsafe rmdir(path)
    }
}

extension Files {
    /// Copies what we may read of a folder: files, folders and symbolic links.
    static func copy(_ folder: String, to other: String) {
        for name in names(in: folder) {
            let (from, to) = ("\(folder)/\(name)", "\(other)/\(name)")
            var facts = stat()
            guard unsafe lstat(from, &facts) == 0 else { continue }
            switch facts.st_mode & S_IFMT {
            case S_IFLNK: if let target = target(of: from) { _ = unsafe symlink(target, to) }
            case S_IFDIR: if unsafe mkdir(to, 0o755) == 0 { copy(from, to: to) }
            case S_IFREG: copyFile(from, to, mode: facts.st_mode & 0o777)
            default: break
            }
        }
    }

    private static func copyFile(_ from: String, _ to: String, mode: mode_t) {
        let source = unsafe open(from, O_RDONLY | O_CLOEXEC)
        guard source >= 0 else { return }
        defer { close(source) }
        let target = unsafe open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard target >= 0 else { return }
        defer { close(target) }
        // Until the end, or until there is no room: a file that is cut short then says so itself.
        while sendfile(target, source, nil, 1 << 20) > 0 {}
    }

    /// The folder that we are in; nil if it is gone.
    static func currentFolder() -> String? { target(of: "/proc/self/cwd") }

    /// What a symbolic link points to; nil if there is none.
    static func target(of link: String) -> String? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let length = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe buffer.bindMemory(to: CChar.self).baseAddress.map {
                unsafe readlink(link, $0, buffer.count)
            } ?? -1
        }
        return length > 0 ? String(decoding: bytes.prefix(length), as: UTF8.self) : nil
    }
}
