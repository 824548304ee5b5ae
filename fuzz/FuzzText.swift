@testable import Wire

@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let text = String(decoding: input.bytes, as: UTF8.self)
    if let address = IPAddress(text), IPAddress(address.description) != address {
        preconditionFailure("address does not survive its text")
    }
    if let prefix = IPPrefix(text), IPPrefix(prefix.description) != prefix {
        preconditionFailure("prefix does not survive its text")
    }
    if let mac = MACAddress(text), MACAddress(mac.description) != mac {
        preconditionFailure("MAC address does not survive its text")
    }
    let outside = OutsideText(text)
    consume(outside.forPeople)
    consume(outside.forTerminal)
    return 0
}
