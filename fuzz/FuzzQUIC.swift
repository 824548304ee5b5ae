@testable import Wire

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let bytes = unsafe input.bytes.span.bytes
    consume(QUICInitial.isInitial(bytes))
    consume(QUICInitial(bytes, at: Int(input.selector)))
    var assembler = QUICHelloAssembler()
    consume(assembler.take(bytes))
    consume(assembler.take(bytes))
    // What stands behind the encryption, which a fuzzer cannot open, as if it had been opened.
    var plain = QUICHelloAssembler()
    consume(plain.takePlain(input.bytes))
    return 0
}
