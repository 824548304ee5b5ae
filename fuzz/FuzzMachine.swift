@testable import Evidence
@testable import Gather
@testable import Host
@testable import Tunnels
@testable import Wire

/// What the kernel, a WireGuard process, a bus and files say: rows of netlink, `get=1`, `wg show`,
/// messages of D-Bus, wg-quick and resolv.conf.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let bytes = unsafe input.bytes.span.bytes
    let all = 0..<bytes.byteCount
    switch input.selector % 12 {
    case 0: consume(Link(bytes, all))
    case 1: consume(InterfaceAddress(bytes, all))
    case 2: consume(Route(bytes, all))
    case 3: consume(RoutingRule(bytes, all))
    case 4: consume(Neighbour(bytes, all))
    case 5: consume(SocketEntry(6, bytes, all))
    case 6:
        var messages = NetlinkMessages()
        while let message = messages.next(in: bytes) { consume(HostChange(message, in: bytes)) }
    case 7:
        consume(
            Result { () throws(TunnelError) in
                try WireGuardAnswer.state(in: bytes, of: "wg0")
            })
    case 8:
        let texts = input.bytes.split(separator: 0, omittingEmptySubsequences: false)
        consume(WireGuardProgram.state(texts.map { String(decoding: $0, as: UTF8.self) }))
    case 9: consume(WireGuardFile(input.bytes))
    case 10:
        consume(BusMessage.length(of: input.bytes))
        guard let message = BusMessage(input.bytes) else { break }
        consume(SystemdResolved.servers(message))
        consume(SystemdResolved.domains(message))
        consume(SystemdResolved.flag(message))
        consume(SystemdResolved.text(message))
    default: consume(ResolverConfiguration(input.bytes))
    }
    return 0
}
