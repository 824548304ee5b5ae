/// WireGuard keys. They are public and protect nothing: no packet leaves the machine.
enum Keys {
    /// The client's.
    static let client = Pair(
        secret: "cEUlycedcQ0Rd+5s6XbvNRG+oxMjgfQzjLzLqeyAYk0=",
        open: "F6Zy7BROGDjQq5i2Tq4xATRpWIaUPeXUQ+2NnILpSTk=")

    /// A node's.
    static func of(_ node: Node) -> Pair {
        switch node {
        case .relay:
            Pair(
                secret: "AAfhAbq9HKJhduccGNcUVdvcXoiXMBfZRxJQ8LoH/mg=",
                open: "Z1k0rKEKG3EGNGN2EhEf+32cquDbETuwm9DwFhBwfTY=")
        case .exit:
            Pair(
                secret: "sB8V1+J8kYbfMcFQYkXzq+1+esM7OgujT7hob17eaVc=",
                open: "JY/TGgf86LLVgnmhQhNNm1hlCTt6O7Fdh+cfd7qL2nY=")
        default:
            Pair(
                secret: "KEn8yw4r3X1SMQDTthXqXsS9wkAmYyBaoHq8TIvxrn4=",
                open: "bPQ90+aI92sZNPYtg37ur6h5JcfN113ZwWH5dFCism8=")
        }
    }

    /// A secret key and its public one.
    struct Pair {
        let secret: String
        let open: String
    }
}
