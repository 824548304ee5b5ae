internal import Testing
internal import Wire

/// Times are read and written as decimals, never as floating point.
@Suite struct TimestampTests {
    @Test(arguments: [
        ("1795361402.1960964", 1_795_361_402_196_096_400), ("0", 0), ("0.000000001", 1),
        ("1795361402", 1_795_361_402_000_000_000), ("1.5", 1_500_000_000),
        ("18446744073.709551615", UInt64.max),
        ("1970-01-01T00:00:00Z", 0), ("2026-11-22T14:39:41.485Z", 1_795_358_381_485_000_000),
        ("2026-11-22t15:39:41.485+01:00", 1_795_358_381_485_000_000),
        ("2026-11-22T09:09:41.485000000-05:30", 1_795_358_381_485_000_000),
        ("2024-02-29T00:00:00z", 1_709_164_800_000_000_000),
        ("2000-02-29T23:59:59.999999999Z", 951_868_799_999_999_999),
        ("1970-01-01T01:00:00+01:00", 0), ("2026-11-22T14:39:41-00:00", 1_795_358_381_000_000_000),
    ])
    func timesAreReadExactly(text: String, nanoseconds: UInt64) {
        #expect(Timestamp(text)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "", ".", "1.", ".5", "-1", "+1", "1e9", "0x10", " 1", "1 ", "1.0000000001", "1.2.3", "١",
        "18446744073.709551616", "99999999999999999999", "nan", "now", "1,5",
        "2026-11-22", "2026-11-22T14:39:41", "2026-11-22 14:39:41Z", "2026-11-22T14:39Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z",
        "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-11-00T00:00:00Z",
        "2026-11-22T24:00:00Z", "2026-11-22T23:60:00Z", "2026-11-22T23:59:60Z",
        "2026-11-22T14:39:41.Z", "2026-11-22T14:39:41.1234567890Z", "2026-11-22T14:39:41+1:00",
        "2026-11-22T14:39:41+24:00", "2026-11-22T14:39:41+01:60", "2026-11-22T14:39:41ZZ",
        "2026-11-22T14:39:41+01:00Z", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "2026-1١-22T14:39:41Z",
    ])
    func everythingElseIsRefused(text: String) { #expect(Timestamp(text) == nil) }

    @Test(arguments: [
        (UInt64(1_795_358_381_485_000_000), 6, "2026-11-22T14:39:41.485000Z"),
        (1_795_358_381_485_000_999, 6, "2026-11-22T14:39:41.485000Z"),
        (1_795_358_381_485_000_999, 9, "2026-11-22T14:39:41.485000999Z"),
        (1_795_358_381_485_000_999, 7, "2026-11-22T14:39:41.4850009Z"),
        (0, 0, "1970-01-01T00:00:00.000000Z"), (UInt64.max, 99, "2554-07-21T23:34:33.709551615Z"),
    ])
    func timesAreWrittenInUTC(nanoseconds: UInt64, digits: Int, text: String) {
        #expect(Timestamp(nanoseconds: nanoseconds).rfc3339(digits: digits) == text)
    }

    @Test func everyDayOfSixCenturiesSurvives() {
        for day in stride(from: UInt64(0), to: 213_000, by: 1) {
            let moment = Timestamp(nanoseconds: day * 86_400_000_000_000 + 123_456_789)
            #expect(Timestamp(moment.rfc3339(digits: 9)) == moment)
        }
    }

    @Test func positionsCountFromAnEarlierMoment() {
        let early = Timestamp(nanoseconds: 1_795_358_381_485_000_000)
        let late = Timestamp(nanoseconds: 1_795_358_382_695_000_001)
        #expect(abs(late.seconds(since: early) - 1.210000001) < 1e-12)
        #expect(early.seconds(since: late) == -late.seconds(since: early))
        #expect(early < late)
    }
}
