@testable import Evidence
@testable import Gather
@testable import Probes
@testable import Wire

/// What endpoints say, by HTTP and by DNS, and what users call them.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    guard let input = unsafe FuzzInput(start, count) else { return 0 }
    let bytes = input.bytes
    switch input.selector % 14 {
    case 0: consume(EndpointAdapter.readIpify(bytes))
    case 1: consume(EndpointAdapter.readAddress(bytes))
    case 2: consume(EndpointAdapter.readIfconfigCo(bytes))
    case 3: consume(EndpointAdapter.readCloudflareTrace(bytes))
    case 4: consume(EndpointAdapter.readMullvad(bytes))
    case 5: consume(EndpointAdapter.readMullvadResolvers(bytes))
    case 6: consume(EndpointAdapter.readIpleakAddress(bytes))
    case 7: consume(EndpointAdapter.readIpleakResolvers(bytes))
    case 8: consume(EndpointAdapter.readBashWS(bytes, 1).reading)
    case 9: consume(OwnAnswer.whoami(bytes, mark: "m")?.reading)
    case 10:
        let names = ["c1.run.leak.test", "c2.run.leak.test"]
        consume(OwnAnswer.rows(bytes, mark: "m", of: names, EndpointReading.Names())?.reading)
    case 11: consume(OwnAnswer.text(bytes))
    case 12:
        let question = NameQuestion(.root, type: 16, at: .unspecified)
        guard let answer = NameAnswer(bytes, id: 1, to: question) else { return 0 }
        consume(EndpointAdapter.readAkahelp(answer))
        consume(EndpointAdapter.readGoogleResolver(answer))
        consume(EndpointAdapter.readGoogleDirect(answer))
        consume(EndpointAdapter.readOpenDNS(answer))
        consume(EndpointAdapter.readCloudflareWhoami(answer))
    default:
        let lines = String(decoding: bytes, as: UTF8.self)
        do throws(EndpointError) {
            consume(try EndpointSet([lines, "file=x"]) { _ in bytes }.plan)
        } catch { consume(error.value) }
    }
    return 0
}

extension EndpointStep {
    fileprivate var reading: EndpointReading? {
        if case .end(let reading, _) = self { reading } else { nil }
    }
}
