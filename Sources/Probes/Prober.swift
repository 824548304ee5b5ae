internal import CShims
public import Evidence
public import Gather
internal import Glibc
internal import Wire

/// Asks questions and keeps what became of each.
public struct Prober: Sendable {
    /// Questions asked at a time: enough that a silent outside does not add up.
    private static let width = 16

    /// The namespace behind this machine, for what goes by way of it; nil if there is none.
    private let guest: Int32?
    private let pace: Pace
    private let deadline: ContinuousClock.Instant

    /// A prober whose time begins now; `guest` is the descriptor of a network namespace behind this
    /// machine, open as long as anything is asked.
    public init(_ pace: Pace = .usual, guest: Int32? = nil) {
        self.guest = guest
        self.pace = pace
        deadline = ContinuousClock.now + pace.limit
    }

    /// How long the next answer is waited for, in milliseconds.
    private var patience: Int32 {
        let left = ContinuousClock.now.duration(to: deadline) / .milliseconds(1)
        return Int32(max(0, min(Double(pace.patience), left.rounded(.up))))
    }

    /// Asks all of them, some at a time; the answers come in the order of the questions.
    public func ask(_ questions: [Question]) -> [Answer] {
        Crew.map(questions, width: Prober.width) { ask($0) }
    }

    /// Asks one question.
    ///
    /// What another user asks, or a guest, is asked by a thread that becomes this user or goes there,
    /// and ends.
    public func ask(_ question: Question) -> Answer {
        guard question.user != 0 || question.path == .forwarded else { return asked(question) }
        let answers = Crew.map([question], width: 1) { question in
            guard let number = refusal(to: question) else { return asked(question) }
            var answer = Prober.blank(question)
            answer.outcome = .unsent(number)
            return answer
        }
        return answers.first ?? Prober.blank(question)
    }

    /// Takes the calling thread to where a question is asked; the error if that cannot be.
    private func refusal(to question: Question) -> Int32? {
        if question.path == .forwarded {
            guard let guest else { return EOPNOTSUPP }
            guard wt_enter_network(guest) == 0 else { return errno }
        }
        guard question.user != 0 else { return nil }
        return wt_become_user(question.user) == 0 ? nil : errno
    }

    private static func blank(_ question: Question) -> Answer {
        var answer = Answer(
            question.kind, question.path, to: question.remote, port: question.port, at: Session.now,
            outcome: .sent)
        answer.mark = question.mark
        answer.user = question.user
        answer.endpoint = question.endpoint
        return answer
    }

    private func asked(_ question: Question) -> Answer {
        var answer = Prober.blank(question)
        do throws(ProbeSocket.Refusal) {
            try ask(question, &answer)
        } catch {
            answer.outcome =
                error.number == ETIMEDOUT
                ? .silent : error.isUnsent ? .unsent(error.number) : .refused(error.number)
        }
        return answer
    }

    private func ask(
        _ question: Question, _ answer: inout Answer
    ) throws(ProbeSocket.Refusal) {
        if case .page(_, let proxy) = question.content {
            askPage(of: answer.mark ?? "", by: proxy, within: patience, &answer)
            return
        }
        let socket = try ProbeSocket(question.remote, question.type, question.protocolNumber)
        try socket.take(question.path)
        let identifier = UInt64.random(in: .min ... .max)
        // What the machine refuses has an end of its own all the same, where the kernel gave it one.
        defer {
            let local = socket.local
            answer.local = local?.address
            answer.localPort = question.port == 0 || local?.port == 0 ? nil : local?.port
            // What an echo request has in place of a port.
            if case .echo = question.content { answer.localPort = UInt16(identifier >> 48) }
        }
        try socket.connect(question.remote, question.port, within: patience)
        try socket.send(question.bytes(identifier))
        guard question.waits else { return }
        guard let bytes = try socket.receive(within: patience) else {
            answer.outcome = .silent
            return
        }
        question.read(bytes, identifier, into: &answer)
    }
}
