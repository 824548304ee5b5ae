extension SVG {
    /// How a label is set: what its width turns on.
    enum Face {
        case plain, bold, mono
    }

    /// How wide a label is at most, by the widest font that a page asks for: nobody can measure the
    /// reader's.
    static func width(of text: String, size: Double, _ face: Face = .plain) -> Double {
        let thousandths = text.unicodeScalars.reduce(0) { $0 + width(of: $1, face) }
        return Double(thousandths) * size / 1000
    }

    /// As much of a label as fits a width, whole words if one does, with a mark where more followed; nil
    /// for less than three letters of a longer one.
    static func fitted(
        _ text: String, to width: Double, size: Double, _ face: Face = .plain
    ) -> String? {
        var used = Self.width(of: text, size: size, face)
        guard used > width else { return text }
        used = Self.width(of: "…", size: size, face)
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            used += Double(Self.width(of: scalar, face)) * size / 1000
            guard used <= width else { break }
            kept.append(scalar)
        }
        if let space = kept.lastIndex(of: " ") { kept = String.UnicodeScalarView(kept[..<space]) }
        return kept.count < 3 ? nil : String(kept) + "…"
    }

    /// In thousandths of the size.
    private static func width(of scalar: Unicode.Scalar, _ face: Face) -> Int {
        // What is beyond ASCII may come from a font that is not known; few have wider letters.
        let wide = 1110
        let index = Int(scalar.value) - 0x20
        if face == .mono { return scalar.isASCII ? 610 : wide }
        let widths = face == .bold ? boldWidths : plainWidths
        if widths.indices.contains(index) { return widths[index] }
        return switch scalar {
        case "\u{a0}", "\u{202f}": widths[0]
        case "–", "’", "×": 840
        default: wide
        }
    }

    /// Widths of the printable ASCII letters in DejaVu Sans 2.37, in thousandths of the size.
    private static let plainWidths = [
        318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337,
        636, 636, 636, 636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531,
        1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863, 748, 787,
        603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500,
        500, 613, 635, 550, 635, 615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612,
        635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636, 337, 636, 838,
    ]

    /// The same in DejaVu Sans Bold.
    private static let boldWidths = [
        348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365,
        696, 696, 696, 696, 696, 696, 696, 696, 696, 696, 400, 400, 838, 838, 838, 580,
        1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995, 837, 850,
        733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 500,
        500, 675, 716, 593, 716, 678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687,
        716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712, 365, 712, 838,
    ]
}
