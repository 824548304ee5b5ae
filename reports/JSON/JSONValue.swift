internal import Audit
internal import Wire

/// A value that writes itself as JSON; an object writes its keys sorted.
protocol JSONValue {
    /// Writes one value.
    func write(to json: inout JSONWriter)
}

extension String: JSONValue {
    func write(to json: inout JSONWriter) { json.string(self) }
}

extension OutsideText: JSONValue {
    /// Writes the string itself: what could steer or hide is escaped as in any other string.
    func write(to json: inout JSONWriter) { json.string(raw) }
}

extension CheckID: JSONValue {
    func write(to json: inout JSONWriter) { json.string(name) }
}

extension Bool: JSONValue {
    func write(to json: inout JSONWriter) { json.word(self ? "true" : "false") }
}

extension Int: JSONValue {
    func write(to json: inout JSONWriter) { json.number(self) }
}

extension UInt16: JSONValue {
    func write(to json: inout JSONWriter) { json.number(Int(self)) }
}

extension Double: JSONValue {
    func write(to json: inout JSONWriter) { json.number(self) }
}

extension Array: JSONValue where Element: JSONValue {
    func write(to json: inout JSONWriter) {
        json.array { json in
            for item in self { item.write(to: &json) }
        }
    }
}

extension JSONValue where Self: RawRepresentable, RawValue == String {
    func write(to json: inout JSONWriter) { json.string(rawValue) }
}

extension Assurance: JSONValue {
    /// Writes the share from 0 to 1 with at most four decimals.
    func write(to json: inout JSONWriter) { json.number(Double(tenThousandths) / 10_000) }
}

extension Confidence: JSONValue {}
extension FailOn: JSONValue {}
extension Headline: JSONValue {}
extension Severity: JSONValue {}
extension Report.ControlID: JSONValue {}
extension Report.Evidence.Kind: JSONValue {}
extension Report.Identifier.Kind: JSONValue {}
extension Report.Interface.Role: JSONValue {}
extension Report.Mark.State: JSONValue {}
extension Report.Policy.KillSwitch: JSONValue {}
extension Report.Process.Attribution: JSONValue {}
extension Report.Process.Role: JSONValue {}
extension Report.StageName: JSONValue {}
extension Report.Traffic.Result: JSONValue {}
extension Report.Verdict: JSONValue {}
