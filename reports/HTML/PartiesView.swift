internal import Audit
internal import Wire

/// Who saw what: the way of the traffic, and what each party on it could learn.
struct PartiesView {
    let pathWideSVG: String
    let pathPhoneSVG: String
    let pathCaption: String
    /// What each party could learn; empty where the report does not tell it.
    let matrix: [PartyRow]
    let hasMatrix: Bool
    /// Which findings each party could see, where there is no matrix.
    let seers: [SeerRow]

    /// A party with its five cells.
    struct PartyRow {
        let party: String
        let node: String?
        let cells: [Cell]
    }

    /// What a party knows of one thing.
    struct Cell {
        let cellKind: String
        let cellWord: String
        let cellNote: String?
        let isSeen: Bool
        let isLeaked: Bool
        let isHidden: Bool
    }

    /// A party and what it could see.
    struct SeerRow {
        let seer: String
        let packets: String
        let names: String
        let seen: String
    }

    /// Nil where the report tells of no party and nobody saw anything.
    init?(_ document: ReportDocument) {
        guard let drawing = PathDrawing(document) else { return nil }
        pathWideSVG = drawing.wide
        pathPhoneSVG = drawing.phone
        pathCaption =
            drawing.hasLeak
            ? "Solid: inside the tunnel. Dashed: outside it." : "All of it went through the tunnel."
        matrix = document.parties.map { party in
            PartyRow(
                party: Self.numbered(party.label.forPeople, drawing.number(of: party.role)),
                node: (party.node ?? party.detail)?.forPeople,
                cells: [party.address, party.destination, party.names, party.content, party.timing]
                    .map(Self.cell))
        }
        hasMatrix = !matrix.isEmpty
        seers =
            matrix.isEmpty
            ? PathDrawing.seerRoles.compactMap { Self.row($0, drawing, document) } : []
    }

    private static func numbered(_ label: String, _ number: Int?) -> String {
        (number.map { "\($0) " } ?? "") + label
    }

    private static func cell(_ knowledge: ReportDocument.Knowledge) -> Cell {
        let counts = [
            knowledge.packets.map { Phrase.count($0, "packet") },
            knowledge.names.map { Phrase.count($0, "name") },
            knowledge.unless.map { "unless " + $0.forPeople },
        ].compactMap(\.self)
        return Cell(
            cellKind: knowledge.state.rawValue, cellWord: knowledge.state.rawValue,
            cellNote: counts.isEmpty ? nil : counts.joined(separator: ", "),
            isSeen: knowledge.state == .sees, isLeaked: knowledge.state == .leaked,
            isHidden: knowledge.state == .hidden)
    }

    private static func row(
        _ role: String, _ drawing: PathDrawing, _ document: ReportDocument
    ) -> SeerRow? {
        let seen = document.findings.filter { finding in
            finding.seenBy.contains { $0.raw == role }
        }
        guard !seen.isEmpty else { return nil }
        func each(_ value: (ReportDocument.Finding) -> Int?) -> String {
            let parts = seen.compactMap { finding in
                value(finding).map { "\(finding.id.forPeople): \(Phrase.number($0))" }
            }
            return parts.isEmpty ? "–" : parts.joined(separator: ", ")
        }
        return SeerRow(
            seer: numbered(PathDrawing.label(of: role), drawing.number(of: OutsideText(role))),
            packets: each(\.packets), names: each(\.names),
            seen: Phrase.list(seen.map { HTMLPhrase.sentence($0.title) }, most: 4))
    }
}
