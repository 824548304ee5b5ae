/// Requests of a real HTTP client, each over a connection of its own, for an hour.
struct Fetch {
    /// What is asked for; `%` in it stands for a number, another one each time.
    let url: String
    /// Further options of curl.
    var options: [String] = []
    /// Requests in a minute: five in a second, as an audit of a few seconds needs.
    var rate = 300

    /// A request in two seconds: they last for milliseconds, so an audit hardly ever begins within
    /// one, whose name it would then not know.
    static let seldom = 30

    // Without a number to put anywhere, requests differ in their fragment alone, which is never sent.
    // Certificates of the lab's own are nobody's word for anything.
    var arguments: [String] {
        let numbers = "[1-\(rate * 60)]"
        let parts = url.split(separator: "%", maxSplits: 1)
        let urls = parts.count == 2 ? parts.joined(separator: numbers) : "\(url)#\(numbers)"
        return [
            "curl", "--silent", "--insecure", "--output", "/dev/null", "--rate", "\(rate)/m",
            "--max-time", "3", "--header", "Connection: close",
        ] + options + [urls]
    }
}
