public import Wire

extension Report {
    /// A packet that shows a finding.
    public struct Evidence: Sendable {
        /// The kind of evidence; a recording has packets alone.
        public let kind = "packet"
        /// The file that the frame number counts in.
        public let file: OutsideText
        /// The frame's number, from 1.
        public let frame: Int
        /// When it was seen, in seconds.
        public let timeOffset: Double
        /// The interface it left on.
        public let interface: OutsideText
        /// Source address and port.
        public let source: String?
        /// Destination address and port.
        public let destination: String?
        /// What it says, such as the name it asks for.
        public let note: OutsideText?
        /// True when the packet is counted under another finding, as its first cause; else nil.
        public let isAlsoCounted: Bool?

        /// A packet that shows a finding.
        public init(
            file: OutsideText, frame: Int, timeOffset: Double, interface: OutsideText,
            source: String?, destination: String?, note: OutsideText?, isAlsoCounted: Bool = false
        ) {
            self.file = file
            self.frame = frame
            self.timeOffset = timeOffset
            self.interface = interface
            self.source = source
            self.destination = destination
            self.note = note
            self.isAlsoCounted = isAlsoCounted ? true : nil
        }

        /// The same packet with another note.
        func noting(_ note: OutsideText) -> Evidence {
            Evidence(
                file: file, frame: frame, timeOffset: timeOffset, interface: interface,
                source: source, destination: destination, note: note,
                isAlsoCounted: isAlsoCounted ?? false)
        }
    }
}
