internal import CShims
internal import Glibc

/// How a program is started: what it is called with, and what it gets of ours.
///
/// No shell reads the words, and no signal is blocked in the program.
public struct Spawn: Sendable {
    /// The program, looked for in `PATH`, and its arguments; a zero byte would end one of them.
    public var arguments: [String]
    /// Its environment, each as `NAME=VALUE`; nil for ours.
    public var environment: [String]?
    /// Its descriptors, in order from 0, and it gets no others; nil for ours, without those that are
    /// closed when a program starts.
    public var descriptors: [Descriptor]?
    /// Whether it leads a process group of its own, which can be ended as a whole, and which the
    /// terminal's Ctrl-C does not reach.
    public var leadsGroup = true

    /// What a program gets as one of its descriptors.
    public enum Descriptor: Hashable, Sendable {
        /// Ours of the same number.
        case ours
        /// A copy of ours with this number, above those that the program gets before it.
        case copy(of: Int32)
        /// One that is always at its end, and takes everything.
        case null
    }

    /// Why a program could not be started.
    public struct Refusal: Error, Hashable, Sendable {
        /// The number of the system's error.
        public let number: Int32
    }

    /// A program in a group of its own, from its arguments and descriptors.
    public init(_ arguments: [String], descriptors: [Descriptor]? = nil) {
        self.arguments = arguments
        self.descriptors = descriptors
    }

    /// Starts it and returns its process, whose end must be waited for; throws if there is no such
    /// program, or the system refuses.
    public func start() throws(Refusal) -> Int32 {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        if let descriptors {
            for (number, descriptor) in zip(Int32(0)..., descriptors) {
                switch descriptor {
                case .ours: continue
                case .copy(let own): unsafe posix_spawn_file_actions_adddup2(&actions, own, number)
                case .null:
                    unsafe posix_spawn_file_actions_addopen(
                        &actions, number, "/dev/null", O_RDWR, 0)
                }
            }
            unsafe wt_close_from(&actions, Int32(clamping: descriptors.count))
        }
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setpgroup(&attributes, 0)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | (leadsGroup ? POSIX_SPAWN_SETPGROUP : 0)))
        let words = unsafe Spawn.cStrings(arguments)
        var settings = unsafe Spawn.cStrings(environment ?? [])
        defer { unsafe (words + settings).forEach { unsafe free($0) } }
        var process: pid_t = 0
        let failure = unsafe settings.withUnsafeMutableBufferPointer { own in
            unsafe posix_spawnp(
                &process, arguments.first ?? "", &actions, &attributes, words,
                environment == nil ? wt_environment() : own.baseAddress)
        }
        guard failure == 0 else { throw Refusal(number: failure) }
        return process
    }

    private static func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        unsafe texts.map { unsafe strdup($0) } + [nil]
    }
}
