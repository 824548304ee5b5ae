@testable import Wire

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let bytes = unsafe input.bytes.span.bytes
    if let message = DHCPv4Message(bytes) {
        consume(message.kind(in: bytes))
        consume(message.subnetMask(in: bytes))
        message.visitAddresses(of: DHCPv4Option.routers, in: bytes) { consume($0) }
        message.visitRoutes(in: bytes) { consume($0) }
        message.visitDesignations(in: bytes) { $0.visitAddresses(in: bytes) { consume($0) } }
        consume(message.text(of: DHCPv4Option.hostName, in: bytes))
        consume(message.fullyQualifiedName(in: bytes))
        consume(message.identifiedHardware(in: bytes))
    }
    if let message = DHCPv6Message(bytes) {
        consume(message.clientIdentifier(in: bytes))
        message.visitNameServers(in: bytes) { consume($0) }
        message.visitDesignations(in: bytes) { $0.visitAddresses(in: bytes) { consume($0) } }
        consume(message.searchList(in: bytes))
        consume(message.fullyQualifiedName(in: bytes))
        consume(message.vendorClasses(in: bytes))
        consume(message.userClasses(in: bytes))
    }
    return 0
}
