@testable import Wire

/// Whatever the bytes and the link type are, a packet's offsets lie inside the frame.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let links: [UInt16] = [1, 0, 9, 12, 51, 101, 108, 113, 228, 229, 276, 127]
    let link = LinkType(rawValue: links[Int(input.selector) % links.count])
    let bytes = unsafe input.bytes.span.bytes
    // The upper bits say how much the snap length took away.
    let original = UInt32(bytes.byteCount) + UInt32(input.selector >> 4)
    let packet = Packet(bytes, link: link, originalLength: original)
    precondition(0 <= packet.network && packet.end <= bytes.byteCount)
    precondition(0 <= packet.payload && packet.payload <= packet.end)
    if packet.family != .none, packet.fault == .none {
        precondition(packet.network + 20 <= packet.upper && packet.upper <= packet.end)
        precondition(packet.fragment == .later || packet.upper <= packet.payload)
    }
    consume(bytes.extracting(packet.content).byteCount)
    return 0
}
