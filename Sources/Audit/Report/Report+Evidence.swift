public import Wire

extension Report {
    /// A packet or a probe that shows a finding.
    public struct Evidence: Sendable {
        /// What kind of evidence it is.
        public let kind: Kind
        /// The file that the frame number counts in; nil for a probe.
        public let file: OutsideText?
        /// The frame's number, from 1; nil for a probe.
        public let frame: Int?
        /// When it was seen or sent, in seconds.
        public let timeOffset: Double
        /// The interface it left on; nil for a probe.
        public let interface: OutsideText?
        /// Source address and port.
        public let source: String?
        /// Destination address and port.
        public let destination: String?
        /// What it says, such as the name it asks for.
        public let note: OutsideText?
        /// True when the packet is counted under another finding, as its first cause; else nil.
        public let isAlsoCounted: Bool?

        /// A kind of evidence.
        public enum Kind: String, CaseIterable, Sendable {
            /// A captured frame.
            case packet
            /// A probe of ours, and what became of it.
            case probe
        }

        /// A packet that shows a finding.
        public init(
            file: OutsideText, frame: Int, timeOffset: Double, interface: OutsideText,
            source: String?, destination: String?, note: OutsideText?, isAlsoCounted: Bool = false
        ) {
            kind = .packet
            self.file = file
            self.frame = frame
            self.timeOffset = timeOffset
            self.interface = interface
            self.source = source
            self.destination = destination
            self.note = note
            self.isAlsoCounted = isAlsoCounted ? true : nil
        }

        /// A probe that shows a finding.
        public init(
            probe note: OutsideText, timeOffset: Double, source: String?, destination: String?
        ) {
            kind = .probe
            file = nil
            frame = nil
            interface = nil
            isAlsoCounted = nil
            self.timeOffset = timeOffset
            self.source = source
            self.destination = destination
            self.note = note
        }

        /// The same packet with another note.
        func noting(_ note: OutsideText) -> Evidence {
            guard let file, let frame, let interface else { return self }
            return Evidence(
                file: file, frame: frame, timeOffset: timeOffset, interface: interface,
                source: source, destination: destination, note: note,
                isAlsoCounted: isAlsoCounted ?? false)
        }
    }
}
