internal import Wire

/// The rows that tell by what the machine may be known again.
extension HostRow {
    /// Adds what such a row tells; false if it is not understood.
    func add(toOwn facts: inout HostFacts) -> Bool {
        if fact == .hostName {
            guard let text, !text.isEmpty else { return false }
            facts.hostName = OutsideText(text)
            return true
        }
        guard let addresses else { return false }
        let list = addresses.compactMap { IPAddress($0) }
        guard list.count == addresses.count else { return false }
        if fact == .addressesAfter {
            facts.addressesAfter = list
            return true
        }
        let mac = station.flatMap { MACAddress($0) }
        guard let address = list.first, list.count == 1, (mac == nil) == (station == nil) else {
            return false
        }
        facts.routers.append(HostFacts.Router(address, station: mac))
        return true
    }

    /// The rows of what is known; none of what is not.
    static func own(_ facts: HostFacts) -> [HostRow] {
        var rows = facts.routers.map { router in
            var row = HostRow(.router)
            row.addresses = [router.address.description]
            row.station = router.station?.description
            return row
        }
        if !facts.addressesAfter.isEmpty {
            var row = HostRow(.addressesAfter)
            row.addresses = facts.addressesAfter.map(\.description)
            rows.append(row)
        }
        if let name = facts.hostName {
            var row = HostRow(.hostName)
            row.text = name.raw
            rows.append(row)
        }
        return rows
    }
}
