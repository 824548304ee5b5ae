public import Wire

extension Report {
    /// Something that the run cannot tell.
    public struct Limit: Sendable {
        /// The code of what was not asked for.
        public static let notAsked = "scope.not_asked"

        /// Why.
        public let reasonCode: String
        /// One sentence, which may quote names from the capture.
        public let text: OutsideText
        /// The command that would tell, which may name the file that was judged.
        public let command: OutsideText?

        /// A limit of the run.
        public init(reasonCode: String, text: OutsideText, command: OutsideText? = nil) {
            self.reasonCode = reasonCode
            self.text = text
            self.command = command
        }
    }
}
