@testable import Wire

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let array = input.bytes
    let bytes = unsafe array.span.bytes
    consume(TLSRecord.startsClientHello(bytes))
    if let hello = ClientHello.parse(bytes) {
        consume(hello.serverName(in: bytes))
        consume(hello.applicationProtocols(in: bytes))
    }
    // The rest reads as segments: two bytes of sequence number, one of length, the data.
    var assembler = HelloAssembler(startingAt: UInt32(input.selector))
    var at = 0
    while at + 3 <= array.count {
        let end = min(array.count, at + 3 + Int(array[at + 2]))
        let sequence = UInt32(bytes.be16(at))
        consume(assembler.take(bytes.extracting(at + 3..<end), sequence: sequence))
        at = end
    }
    if assembler.progress == .complete {
        let handshake = assembler.handshake
        let span = unsafe handshake.span.bytes
        consume(ClientHello.parse(span)?.serverName(in: span))
    }
    // The whole in one segment must agree with the same bytes one by one.
    guard array.count < 600 else { return 0 }
    var whole = HelloAssembler(startingAt: 0)
    var single = HelloAssembler(startingAt: 0)
    consume(whole.take(bytes, sequence: 0))
    for index in array.indices {
        consume(single.take(bytes.extracting(index..<index + 1), sequence: UInt32(index)))
    }
    if whole.progress != single.progress
        || (whole.progress == .complete && whole.handshake != single.handshake)
    {
        preconditionFailure("segmentation changes the hello")
    }
    return 0
}
