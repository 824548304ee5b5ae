@testable import Audit
@testable import Reports
@testable import Wire

/// A report as it was stored, and the page that is made from it but for its templates.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    // A report begins with a brace, so the whole input may be one.
    let bytes = [input.selector] + input.bytes
    do throws(UnreadableReport) {
        consume(HTMLPage(try ReportDocument(bytes), style: "style"))
    } catch {
        consume(error.place.forTerminal)
        consume(error.reason)
    }
    return 0
}
