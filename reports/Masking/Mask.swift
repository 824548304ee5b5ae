internal import Audit
internal import Wire

/// Finds identifiers in texts, in whatever way they are spelt, and puts words in their place.
///
/// Only whole ones are found: `192.0.2.1` is no part of `192.0.2.10`. A word tells the kind, and has a
/// number that is the same in all of a report, so that what belongs together still does.
struct Mask {
    /// What stands in place of an identifier.
    struct Word: Hashable {
        let kind: Report.Identifier.Kind
        /// From 1, as the report lists those of its kind.
        let number: Int

        /// `own-address-1`.
        var text: String { kind.rawValue.replacing("_", with: "-") + "-\(number)" }
    }

    /// Where a text says it.
    typealias Match = (range: Range<Int>, word: Word)

    /// A name to look for.
    struct Name {
        /// In small letters.
        let letters: [UInt8]
        /// Whether it may as well be a word of a sentence: all letters, or all digits.
        let isPlain: Bool
        let word: Word
    }

    private(set) var addresses: [IPAddress: Word] = [:]
    private(set) var stations: [UInt64: Word] = [:]
    /// The lower halves of own addresses that are no mere numbers, and of EUI-64.
    private(set) var halves: [UInt64: Word] = [:]
    private(set) var networks: [(prefix: IPPrefix, word: Word)] = []
    /// Own public addresses, and the word for a network that they lie in.
    private(set) var homes: [(member: IPAddress, word: Word)] = []
    /// Addresses that are shown though they lie in such a network.
    private(set) var shown: Set<IPAddress> = []
    /// Names by the byte that they begin with, the longest first.
    private(set) var names: [UInt8: [Name]] = [:]
    /// The words that were put into texts.
    private(set) var used: Set<Word> = []

    /// A mask for identifiers of a report, as strict as is asked.
    init(_ identifiers: [Report.Identifier], _ redaction: Redaction) {
        var counts: [Report.Identifier.Kind: Int] = [:]
        var own: [IPAddress] = []
        for identifier in identifiers {
            let number = counts[identifier.kind, default: 0] + 1
            counts[identifier.kind] = number
            let word = Word(kind: identifier.kind, number: number)
            guard identifier.kind.isOwn || redaction == .strict else {
                if let address = IPAddress(identifier.value.raw) { shown.insert(address) }
                continue
            }
            add(identifier.value.raw, word)
            if identifier.kind == .ownAddress, let address = IPAddress(identifier.value.raw) {
                own.append(address)
            }
        }
        addHomes(of: own, after: counts[.ownNetwork] ?? 0)
        for first in names.keys {
            names[first]?.sort { $0.letters.count > $1.letters.count }
        }
    }

    /// How many identifiers of each kind were found so far.
    var counts: [(kind: Report.Identifier.Kind, count: Int)] {
        Report.Identifier.Kind.allCases.compactMap { kind in
            let count = used.count { $0.kind == kind }
            return count > 0 ? (kind, count) : nil
        }
    }

    /// What a text is, which decides where a name may stand in it.
    enum Style {
        /// Anything, from anybody.
        case free
        /// A sentence of ours, in which a plain name is no name unless it stands where one would.
        case sentence
        /// A word of the format, a digest or a time: no name at all, whatever the machine is called.
        case word
    }

    /// The text with words in place of identifiers.
    mutating func masked(_ text: String, as style: Style = .free) -> String {
        let bytes = Array(text.utf8)
        let names = style == .word ? [] : named(in: bytes, isSentence: style == .sentence)
        let found = (matches(in: bytes) + names).sorted {
            ($0.range.lowerBound, $1.range.upperBound) < ($1.range.lowerBound, $0.range.upperBound)
        }
        guard !found.isEmpty else { return text }
        var masked: [UInt8] = []
        var at = 0
        for match in found where match.range.lowerBound >= at {
            masked += bytes[at..<match.range.lowerBound]
            masked += match.word.text.utf8
            used.insert(match.word)
            at = match.range.upperBound
        }
        return String(decoding: masked + bytes[at...], as: UTF8.self)
    }
}

extension Mask {
    private mutating func add(_ value: String, _ word: Word) {
        switch word.kind {
        case .ownStation:
            guard let station = MACAddress(value) else { return add(name: value, word) }
            stations[station.value] = word
            halves[station.interfaceIdentifier] = word
        case .ownName, .ownUser, .node: add(name: value, word)
        case .ownAddress, .ownNetwork, .entry, .exit, .named:
            if let address = IPAddress(value) {
                addresses[address] = addresses[address] ?? word
            } else if let prefix = IPPrefix(value) {
                networks.append((prefix, word))
            } else {
                add(name: value, word)
            }
        }
    }

    private mutating func add(name: String, _ word: Word) {
        let letters = name.utf8.map(Mask.small)
        guard let first = letters.first else { return }
        let isPlain = letters.allSatisfy(Mask.isLetter) || letters.allSatisfy(Mask.isDigit)
        names[first, default: []].append(Name(letters: letters, isPlain: isPlain, word: word))
    }

    /// Public addresses of one home share a network: the /64 of IPv6, whatever a text says of IPv4.
    private mutating func addHomes(of own: [IPAddress], after count: Int) {
        var known: [UInt64: Word] = [:]
        var number = count
        for address in own {
            // Numbers that somebody counts up, such as ::1, are everybody's.
            if !address.isIPv4, address.low >> 32 != 0, let word = addresses[address] {
                halves[address.low] = halves[address.low] ?? word
            }
            guard address.isPublic else { continue }
            let home = address.isIPv4 ? address.low : address.high
            if known[home] == nil {
                number += 1
                known[home] = Word(kind: .ownNetwork, number: number)
            }
            if let word = known[home] { homes.append((address, word)) }
        }
    }

    static func small(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    static func isLetter(_ byte: UInt8) -> Bool { small(byte) &- UInt8(ascii: "a") < 26 }

    static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || small(byte) &- UInt8(ascii: "a") < 6
    }
}
