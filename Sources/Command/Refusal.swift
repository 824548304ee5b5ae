internal import Evidence
internal import Reports
internal import Responder
internal import Wire

/// Why the command ends early, as it is told to people.
struct Refusal: Error {
    let trouble: Trouble

    /// The caller's mistake.
    static func usage(
        _ text: String, because: String = "", try command: String = "watertight analyze --help"
    ) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText(text), because: because.isEmpty ? [] : [OutsideText(because)],
                commands: [OutsideText(command)], exitCode: 2, code: "usage.argument"))
    }

    /// A mistake in the policy file.
    static func policy(_ what: String, _ because: String) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText(what), because: [OutsideText(because)], exitCode: 2,
                code: "policy.invalid"))
    }

    /// A mistake in the configuration.
    static func settings(_ what: String, _ because: String) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText(what), because: because.isEmpty ? [] : [OutsideText(because)],
                exitCode: 2, code: "config.invalid"))
    }

    /// A mistake in the responder's configuration.
    static func configuration(_ what: String, _ because: String) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText(what), because: [OutsideText(because)], exitCode: 2,
                code: "responder.configuration"))
    }

    /// Something that keeps the responder from serving.
    static func responder(_ error: ResponderError) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText("the responder cannot serve \(error.subject)"),
                because: [OutsideText(error.reason)], exitCode: 4, code: "responder.start"))
    }

    /// A file that is no report.
    static func unreadable(report path: String, because reason: String) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText("cannot read the report \(path)"),
                because: [OutsideText(reason)], exitCode: 4, code: "report.unreadable"))
    }

    /// A stored report that was masked otherwise than is asked.
    static func masked(report path: String, as stored: Redaction) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText("the report \(path) was masked as \(stored.rawValue)"),
                because: [
                    OutsideText("What stood there before is gone, and with it the list of it.")
                ],
                commands: [
                    OutsideText("watertight analyze RECORDING -o FILE.html --redact LEVEL")
                ], exitCode: 2, code: "report.masked"))
    }

    /// A file that cannot be written.
    static func output(_ path: String, _ reason: String) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText("cannot write \(path)"), because: [OutsideText(reason)],
                exitCode: 4, code: "usage.file"))
    }

    /// A fault of our own.
    static func internalError(_ text: String) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText("internal error"), because: [OutsideText(text)], exitCode: 70,
                code: "internal.error"))
    }

    /// Nothing could be judged.
    static func evidence(_ error: EvidenceError) -> Refusal {
        Refusal(
            trouble: Trouble(
                .error, OutsideText(what(error)), because: [OutsideText(error.reason)],
                commands: remedies(error).map(OutsideText.init), exitCode: 4,
                code: error.code.rawValue))
    }

    private static func what(_ error: EvidenceError) -> String {
        switch error.code {
        case .unwritable: "cannot write \(error.subject)"
        case .tooManyInterfaces: "\(error.subject) has too many interfaces for a recording"
        case .unreadable: "cannot read \(error.subject)"
        case .empty: "\(error.subject) is empty"
        case .notACapture: "\(error.subject) is not a capture"
        case .linkType: "\(error.subject) has a link type that is not read here"
        case .mixedLinkTypes: "\(error.subject) mixes link types"
        case .noInterface: "no interface \"\(error.subject)\" in the capture"
        case .noHost: "it is not clear which frames of \(error.subject) the host sent"
        case .hostUnseen: "the host \(error.subject) never sends in this capture"
        case .tampered: "the recording \(error.subject) was changed after it was sealed"
        case .version: "the recording \(error.subject) has another format version"
        default: "the recording \(error.subject) cannot be understood"
        }
    }

    private static func remedies(_ error: EvidenceError) -> [String] {
        switch error.code {
        case .noHost, .hostUnseen:
            ["watertight analyze CAPTURE --host MAC --outer FLOW"]
        case .mixedLinkTypes, .noInterface:
            ["watertight analyze CAPTURE --tunnel-if NAME --outer FLOW"]
        case .notACapture, .linkType: ["tshark -r CAPTURE -c 1"]
        default: []
        }
    }
}
