@testable import Wire

/// A key whose signatures count for nothing.
private let key = Ed25519Key(seed: [UInt8](repeating: 7, count: Ed25519Key.seedLength))

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let bytes = unsafe input.bytes.span.bytes
    consume(RunLabel(in: bytes, 0..<bytes.byteCount))
    consume(
        RunLabel(in: bytes, Int(input.selector)..<max(Int(input.selector), bytes.byteCount + 1)))
    if let decoded = Base64URL.bytes(of: input.bytes),
        Array(Base64URL.text(of: decoded).utf8) != input.bytes
    {
        preconditionFailure("two texts for one value")
    }
    guard let key else { return 0 }
    consume(CanaryReceipt(input.bytes, signedWith: key.publicKey))
    guard let canary = CanaryLine(bytes) else { return 0 }
    for written in [canary.line, canary.datagram]
    where unsafe CanaryLine(written.span.bytes) != canary {
        preconditionFailure("a canary is not read back")
    }
    let receipt = CanaryReceipt(to: canary, address: .unspecified, port: UInt16(input.selector))
    guard let line = receipt.line(signedWith: key) else { return 0 }
    if CanaryReceipt(line, signedWith: key.publicKey) != receipt {
        preconditionFailure("a receipt is not read back")
    }
    return 0
}
