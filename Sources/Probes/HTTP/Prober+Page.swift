internal import Evidence
internal import Gather
internal import Glibc
internal import Wire

extension Prober {
    /// Asks for the page of a name by way of a proxy, within so many milliseconds.
    func askPage(of name: String, by proxy: Proxy, within limit: Int32, _ answer: inout Answer) {
        let way: WebQuestion.Way =
            switch proxy.speech {
            case .socks: .socks(proxy.address, port: proxy.port, to: nil)
            case .http: .proxy(proxy.address, port: proxy.port)
            }
        guard let question = WebQuestion(.http, host: name, port: answer.remotePort, by: way) else {
            answer.outcome = .unsent(EINVAL)
            return
        }
        switch HTTPProbe().ask(question, within: Int(limit)) {
        case .success(let page):
            answer.local = page.local
            answer.localPort = page.localPort
            // 502 to 504 are what a proxy says that reached nobody (RFC 9110, 15.6).
            answer.outcome = 502...504 ~= page.status ? .refused(EHOSTUNREACH) : .answered
        case .failure(.silent): answer.outcome = .silent
        case .failure(.refused(let number)): answer.outcome = .refused(number)
        case .failure(.proxy): answer.outcome = .refused(EHOSTUNREACH)
        case .failure(.garbled), .failure(.untrusted): answer.outcome = .garbled
        case .failure(.unable): answer.outcome = .unsent(ENOSYS)
        }
    }
}
