internal import Gather
internal import Glibc

/// Programs that tests ask for the truth.
public enum Tool {
    /// A program that failed, or could not start.
    public struct Fault: Error, CustomStringConvertible {
        /// What it was called with, and what it said.
        public let description: String

        /// A fault in words.
        public init(_ description: String) { self.description = description }
    }

    /// Runs a program on the calling thread, in whose namespace it starts, and waits for it; what it
    /// prints. Throws if it does not end with 0.
    public static func run(_ arguments: [String], input: String = "") throws -> String {
        let output = try scratch()
        let source = try scratch()
        let errors = try scratch()
        defer { for file in [output, source, errors] { close(file) } }
        let bytes = Array(input.utf8)
        unsafe write(source, bytes, bytes.count)
        lseek(source, 0, SEEK_SET)
        let child = try start(arguments, input: source, output: output, errors: errors)
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 {
            guard errno == EINTR else { throw Fault("waitpid: \(errno)") }
        }
        guard status == 0 else {
            throw Fault("\(arguments): status \(status): \(content(of: errors))")
        }
        return content(of: output)
    }

    /// Starts a program that goes on, with a descriptor for its input; its words are lost. Whoever
    /// starts it ends it.
    public static func start(_ arguments: [String], input: Int32? = nil) throws -> Int32 {
        let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(nothing) }
        return try start(arguments, input: input ?? nothing, output: nothing, errors: nothing)
    }

    /// Asks a program to end that `start` gave the number of, and waits until it is gone.
    public static func end(_ child: Int32) {
        kill(child, SIGTERM)
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0, errno == EINTR {}
    }

    private static func start(
        _ arguments: [String], input: Int32, output: Int32, errors: Int32
    ) throws -> Int32 {
        var program = Spawn(
            arguments, descriptors: [.copy(of: input), .copy(of: output), .copy(of: errors)])
        program.environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C"]
        program.leadsGroup = false
        do {
            return try program.start()
        } catch {
            throw Fault("\(arguments): cannot start: \(error.number)")
        }
    }

    private static func scratch() throws -> Int32 {
        var name = Array("/tmp/watertight-tool-XXXXXX".utf8CString)
        let file = unsafe mkstemp(&name)
        guard file >= 0 else { throw Fault("mkstemp: \(errno)") }
        unsafe unlink(name)
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        return file
    }

    private static func content(of file: Int32) -> String {
        lseek(file, 0, SEEK_SET)
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = unsafe read(file, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer.prefix(count)
        }
    }
}
