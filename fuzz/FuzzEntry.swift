/// The bytes of one libFuzzer input: the first byte selects the entry point, the rest is what a
/// dissector gets.
struct FuzzInput {
    let selector: UInt8
    let bytes: [UInt8]

    init?(_ start: UnsafePointer<UInt8>?, _ count: Int) {
        guard let start = unsafe start, count > 0 else { return nil }
        selector = unsafe start[0]
        bytes = unsafe [UInt8](UnsafeBufferPointer(start: start + 1, count: count - 1))
    }
}

/// Keeps the optimiser from dropping a call whose result nobody reads.
@inline(never) func consume<Value>(_ value: Value) { _ = value }
