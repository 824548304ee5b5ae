/// An interface that a capture file declares.
public struct CaptureInterface: Hashable, Sendable {
    /// Its index in the whole file, from 0, counted on over the sections of a pcapng file.
    public var index: UInt16
    /// Its name at capture time (pcapng `if_name`), cut at 255 bytes.
    public var name: OutsideText?
    /// A description for people (pcapng `if_description`), cut at 255 bytes.
    public var description: OutsideText?
    /// The `LINKTYPE_` value of its frames.
    public var linkType: UInt16
    /// Most bytes kept of a frame; 0 means no limit.
    public var snapLength: UInt32
    /// Decimal digits of a second that the file's times have, 0 to 9; finer times are cut at 9.
    public var timestampDigits: UInt8

    /// An interface from its parts.
    public init(
        index: UInt16, name: OutsideText? = nil, description: OutsideText? = nil, linkType: UInt16,
        snapLength: UInt32, timestampDigits: UInt8
    ) {
        self.index = index
        self.name = name
        self.description = description
        self.linkType = linkType
        self.snapLength = snapLength
        self.timestampDigits = timestampDigits
    }
}
