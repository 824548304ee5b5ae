internal import Glibc
internal import Reports

/// The only way to standard output, standard error and files.
enum Output {
    /// Writes to standard output; false if nobody takes it.
    @discardableResult
    static func say(_ text: String) -> Bool { write(text, to: STDOUT_FILENO) }

    /// Writes to standard error what people read beside the result.
    static func note(_ text: String) { write(text, to: STDERR_FILENO) }

    /// Asks something on a terminal; nil where there is none, or nothing is answered.
    static func ask(_ question: String) -> String? {
        guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return nil }
        write(question + " ", to: STDERR_FILENO)
        return readLine().flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Tells a trouble on standard error.
    static func tell(_ trouble: Trouble) {
        write(ErrorText.text(of: trouble, style: style(of: STDERR_FILENO)), to: STDERR_FILENO)
    }

    /// How text is written to a stream: colour on a terminal that wants it, ASCII where the locale
    /// is not UTF-8.
    static func style(of descriptor: Int32, quiet: Bool = false) -> TextStyle {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap(environment).first { !$0.isEmpty }
        // Without a locale the C locale holds, yet a pipe or a file is read by programs in UTF-8.
        let isUTF8 = locale.map { $0.lowercased().contains("utf") } ?? true
        let isTerminal = isatty(descriptor) == 1
        let refuses =
            environment("NO_COLOR").map { !$0.isEmpty } ?? false || environment("TERM") == "dumb"
        let forces = environment("FORCE_COLOR").map { !$0.isEmpty } ?? false
        return TextStyle(ascii: !isUTF8, colour: forces || (isTerminal && !refuses), quiet: quiet)
    }

    /// Writes a file under a temporary name and renames it, so that nobody sees half of it; mode
    /// 0600, because reports hold real addresses, unless it `isShared`. It belongs to whoever called sudo,
    /// unless it `isOurs`.
    static func save(
        _ text: String, as path: String, isOurs: Bool = false, isShared: Bool = false
    ) throws(Refusal) {
        try replace(path, isShared) { write(text, to: $0) && (isOurs || Owner.give($0)) }
    }

    /// Copies a file that another process has written, which may be none, for whoever called sudo; `-`
    /// is standard output. One that `mayBeShared` is, if whoever wrote it let others read it.
    static func copy(
        _ source: String, as path: String, mayBeShared: Bool = false
    ) throws(Refusal) {
        // A link could lead anywhere, and a pipe would hold us up.
        let file = unsafe open(source, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { return }
        defer { close(file) }
        guard Owner.isPlain(file) else { return }
        if path == "-" {
            _ = pass(file, to: STDOUT_FILENO)
        } else {
            var status = stat()
            let isShared =
                unsafe mayBeShared && fstat(file, &status) == 0 && status.st_mode & S_IROTH != 0
            try replace(path, isShared) { pass(file, to: $0) && Owner.give($0) }
        }
    }

    private static func replace(
        _ path: String, _ isShared: Bool, with body: (Int32) -> Bool
    ) throws(Refusal) {
        let temporary = "\(path).\(getpid()).part"
        // What is shared gets the mode of any other file, which the caller's umask decides.
        let mode: mode_t = isShared ? 0o666 : 0o600
        let descriptor = unsafe open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .output(path, describe(errno)) }
        let isWritten = body(descriptor) && fsync(descriptor) == 0
        let fault = errno
        close(descriptor)
        guard isWritten, unsafe rename(temporary, path) == 0 else {
            let reason = describe(isWritten ? errno : fault)
            unsafe unlink(temporary)
            throw .output(path, reason)
        }
    }

    /// The value of an environment variable.
    static func environment(_ name: String) -> String? {
        unsafe getenv(name).map { unsafe String(cString: $0) }
    }

    /// Writes all that a file holds.
    private static func pass(_ file: Int32, to descriptor: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = unsafe read(file, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return count == 0 }
            guard write(buffer.prefix(count), to: descriptor) else { return false }
        }
    }

    @discardableResult
    private static func write(_ text: String, to descriptor: Int32) -> Bool {
        write(Array(text.utf8)[...], to: descriptor)
    }

    private static func write(_ bytes: ArraySlice<UInt8>, to descriptor: Int32) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let rest = bytes.dropFirst(sent)
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    private static func describe(_ number: Int32) -> String {
        (unsafe strerror(number).map { unsafe String(cString: $0) } ?? "error \(number)") + "."
    }
}
