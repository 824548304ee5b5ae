internal import Testing
internal import Wire

@testable internal import Evidence

/// Sockets that a witness saw are written down and read again without a loss.
struct SocketRowTests {
    private static var sightings: [SocketSighting] {
        let address = IPAddress(v4: 0xc0a8_327d)
        let connected = SocketSighting(
            .tcp, local: address, port: 40_000, remote: IPAddress(high: 0x2001_0db8 << 32, low: 1),
            port: 443, at: 1_800_000_000_123_456_789)
        var held = connected
        held.since = 1_800_000_000_100_000_000
        held.until = 1_800_000_000_200_000_000
        held.user = 1000
        held.inode = 1 << 40
        held.process = 812
        held.name = OutsideText("cu\u{1b}[31mrl")
        held.controlGroup = OutsideText("/user.slice/\u{202e}app.scope")
        var listening = SocketSighting(.tcp, local: .unspecified, port: 22, at: 5)
        listening.isListening = true
        var ours = SocketSighting(.echo, local: IPAddress(v4: 0), port: 7, at: 5)
        ours.process = 3
        ours.isOurs = true
        return [
            connected, held, listening, ours, SocketSighting(.raw(47), local: address, at: 5),
            SocketSighting(.udp, local: IPAddress(v4: 0), port: 68, at: 5),
        ].enumerated().map { index, one in
            var one = one
            one.number = index + 1
            return one
        }
    }

    @Test func everySocketReadsBackAsItWas() throws {
        let bytes = try SocketRow.bytes(of: SocketRowTests.sightings)
        #expect(bytes.split(separator: 10).count == SocketRowTests.sightings.count)
        #expect(try SocketRow.sightings(bytes, of: "run") == SocketRowTests.sightings)
    }

    @Test func whatIsWrittenIsNeverRefusedForItsLength() throws {
        var one = SocketRowTests.sightings[1]
        one.name = OutsideText(String(repeating: "\u{fffd}", count: 5000))
        one.controlGroup = OutsideText(String(repeating: "/é", count: 5000))
        let read = try SocketRow.sightings(try SocketRow.bytes(of: [one]), of: "run")
        #expect(read.first?.name?.raw.unicodeScalars.count == SocketRow.longestName)
        #expect(read.first?.controlGroup?.raw.unicodeScalars.count == SocketRow.longestGroup)
        let all = [SocketSighting](repeating: one, count: 6000)
        let bytes = try SocketRow.bytes(of: all)
        #expect(bytes.count <= SocketRow.file.largest)
        #expect(try SocketRow.sightings(bytes, of: "run").count < all.count)
    }

    @Test(arguments: [
        "{}", "nonsense", "[1]",
        #"{"number":0,"at":"1","kind":"udp","local":"::"}"#,
        #"{"number":1,"at":"x","kind":"udp","local":"::"}"#,
        #"{"number":1,"at":"1","kind":"sctp","local":"::"}"#,
        #"{"number":1,"at":"1","kind":"raw","local":"::"}"#,
        #"{"number":1,"at":"1","kind":"udp","protocol":17,"local":"::"}"#,
        #"{"number":1,"at":"1","kind":"raw","protocol":256,"local":"::"}"#,
        #"{"number":1,"at":"1","kind":"udp","local":"x"}"#,
        #"{"number":1,"at":"1","kind":"udp","local":"::","local_port":65536}"#,
        #"{"number":1,"at":"1","kind":"udp","local":"::","remote":"x"}"#,
        #"{"number":1,"at":"1","kind":"udp","local":"::","remote_port":53}"#,
        #"{"number":1,"at":"1","kind":"udp","local":"::","since":"2"}"#,
        #"{"number":1,"at":"1","kind":"udp","local":"::","until":"0.9"}"#,
        #"{"number":1,"at":"1","kind":"udp","local":"::","pid":0}"#,
        #"{"number":1,"at":"1","kind":"udp","local":"::","name":"curl"}"#,
        #"{"number":1,"at":"1","kind":"udp","local":"::","uid":-1}"#,
    ])
    func aRowThatIsNotUnderstoodIsRefused(_ row: String) {
        #expect(throws: EvidenceError.self) {
            try SocketRow.sightings(Array(row.utf8), of: "run")
        }
    }

    @Test func surplusRowsAndLongNamesAreRefused() {
        let row = #"{"number":1,"at":"1","kind":"udp","local":"::"}"# + "\n"
        let many = String(repeating: row, count: SocketRow.file.most + 1)
        let long = String(repeating: "x", count: SocketRow.longestName + 1)
        let named = #"{"number":1,"at":"1","kind":"udp","local":"::","pid":1,"name":"\#(long)"}"#
        for text in [many, named] {
            #expect(throws: EvidenceError.self) {
                try SocketRow.sightings(Array(text.utf8), of: "run")
            }
        }
    }
}
