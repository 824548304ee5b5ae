internal import CShims
internal import Evidence
internal import Glibc
internal import Wire

/// What makes a link anew that is gone.
enum LinkMaker: Hashable, Codable {
    /// Nothing of ours: hardware, or a link whose program alone knows how.
    case unknown
    /// The kernel's WireGuard, with what `wg showconf` said.
    case wireGuard(configuration: String)
    /// The program wireguard-go on a TUN interface that it is handed.
    case program(TunProgram)

    /// A process of wireguard-go, and what it was given.
    struct TunProgram: Hashable, Codable {
        /// The process, which must be gone before another takes its place.
        var process: ProcessIdentity
        /// The program's file.
        var file: String
        /// Its environment, without what it tells itself.
        var environment: [String]
        /// The flags of the TUN interface.
        var flags: UInt16
        /// What `wg showconf` said.
        var configuration: String
    }

    // IFF_TUN, IFF_NO_PI and IFF_VNET_HDR.
    private static let tun: UInt16 = 0x0001
    private static let noPacketInfo: UInt16 = 0x1000
    private static let offloadHeader: UInt16 = 0x4000
    /// What wireguard-go calls the descriptors and the way that it is handed.
    private static let descriptors = ["WG_TUN_FD=", "WG_UAPI_FD=", "WG_PROCESS_FOREGROUND="]
    /// Tries, and the time between two in microseconds: ten seconds together. A wireguard-go that ends late
    /// removes the socket of its name, whosever that is by then, and one whose interface the kernel cannot let
    /// go yet keeps it that long, until the kernel itself calls that late.
    private static let tries = 50
    private static let rest: UInt32 = 200_000
    /// Longest environment of a process that is kept.
    private static let most = 256 << 10

    /// What would make a link of this name, given what the kernel says of it.
    init(of name: String, _ row: NetlinkRow) throws(HostError) {
        self = .unknown
        var kind = ""
        var flags: UInt16 = LinkMaker.tun
        var isMultiple = false
        for (number, value) in LinkMaker.nested(row[18] ?? []) {
            if number == 1 { kind = String(decoding: value.prefix { $0 != 0 }, as: UTF8.self) }
            guard number == 2, kind == "tun" else { continue }
            for (number, value) in LinkMaker.nested(value) {
                switch (number, value.first ?? 0) {
                case (4, 0): flags |= LinkMaker.noPacketInfo
                case (5, 1): flags |= LinkMaker.offloadHeader
                case (7, 1): isMultiple = true
                default: continue
                }
            }
        }
        switch kind {
        case "wireguard": self = .wireGuard(configuration: try LinkMaker.configuration(of: name))
        case "tun" where !isMultiple:
            guard let process = try TunHolders.processes(of: name).first,
                let file = BoundedFile.target(ofLink: "/proc/\(process.process)/exe"),
                file.split(separator: "/").last == "wireguard-go"
            else { return }
            let bytes = try BoundedFile.bytes(
                of: "/proc/\(process.process)/environ", most: LinkMaker.most)
            let environment = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
                .filter { entry in !LinkMaker.descriptors.contains { entry.hasPrefix($0) } }
            self = .program(
                TunProgram(
                    process: process, file: file, environment: environment, flags: flags,
                    configuration: try LinkMaker.configuration(of: name)))
        default: return
        }
    }

    private static func nested(_ bytes: [UInt8]) -> [(UInt16, [UInt8])] {
        unsafe NetlinkRow(bytes.span.bytes, 0..<bytes.count, header: 0)?.attributes
            .map { ($0.number, $0.value) } ?? []
    }

    private static func configuration(of name: String) throws(HostError) -> String {
        let ending = Errand(["wg", "showconf", name]).run()
        if let failure = ending.failure {
            throw HostError(.refused, subject: "wg showconf \(name)", reason: failure)
        }
        return ending.output
    }

    /// Whether it means something, wherever it comes from.
    var isSound: Bool {
        guard case .program(let program) = self else { return true }
        return program.file.hasPrefix("/") && program.process.process > 1
            && !(program.environment + [program.file]).contains { $0.utf8.contains(0) }
    }

    /// Makes a link of this name and number, still down; why it could not, nil if it could.
    func make(_ name: String, _ index: UInt32) throws(HostError) -> String? {
        switch self {
        case .unknown: return "It is gone, and what made it is not known."
        case .wireGuard(let configuration):
            var link = NetlinkRow(header: [UInt8](repeating: 0, count: 16))
            link.put(index, at: 4)
            link.attributes = [
                NetlinkRow.Attribute(number: 3, value: Array(name.utf8) + [0]),
                NetlinkRow.Attribute(number: 18 | 0x8000, value: LinkMaker.wireGuardKind),
            ]
            if let number = try link.send(16, flags: NetlinkRow.create, of: name) {
                return SystemReason.sentence(number)
            }
            return LinkMaker.configure(name, configuration)
        case .program(let program):
            if let failure = UndoStep.finish(program.process) { return failure }
            let tun = unsafe wt_make_tun(name, Int32(clamping: index), program.flags)
            guard tun >= 0 else { return SystemReason.sentence(errno) }
            defer { close(tun) }
            // It goes to the background by itself, once `wg` can reach it.
            var errand = Errand([program.file, name])
            errand.environment = program.environment + ["WG_TUN_FD=3"]
            errand.descriptor = tun
            return LinkMaker.insist {
                let ending = errand.run()
                // One that runs already lets no second begin, and takes its settings.
                return LinkMaker.configure(name, program.configuration).map { refusal in
                    // It says on its output why it ended; its last errors are the frame of a notice.
                    guard let failure = ending.failure else { return refusal }
                    return "\(Errand.lastLine(of: ending.output) ?? failure) \(refusal)"
                }
            }
        }
    }

    /// Does something until it works, or is given up: why it did not, nil if it did.
    private static func insist(_ body: () -> String?) -> String? {
        var failure = body()
        for _ in 1..<tries where failure != nil {
            usleep(rest)
            failure = body()
        }
        return failure
    }

    /// IFLA_INFO_KIND and the name.
    private static let wireGuardKind: [UInt8] = {
        var kind = NetlinkRequest(0, flags: 0, header: [])
        kind.add(1, Array("wireguard".utf8))
        return kind.payload
    }()

    private static func configure(_ name: String, _ configuration: String) -> String? {
        Errand(["wg", "setconf", name, "/dev/stdin"], input: configuration).run().failure
    }
}
