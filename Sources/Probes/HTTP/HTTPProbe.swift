internal import CCurl
internal import Evidence
internal import Glibc
internal import Wire

/// Asks by HTTP/1.1, over TLS or not, with libcurl.
///
/// It looks no name up, follows no redirect, keeps no cookie, and takes nothing from the environment
/// or from files of the user: no proxy, no password. Any number of threads may ask at a time.
public struct HTTPProbe: Sendable {
    /// A probe.
    public init() {}

    /// Asks once, within so many milliseconds.
    public func ask(
        _ question: WebQuestion, within limit: Int
    ) -> Result<WebAnswer, WebFault> {
        let transfer = Transfer(question.path)
        do throws(WebFault) {
            return .success(try ask(question, transfer, limit))
        } catch {
            return .failure(error)
        }
    }

    private func ask(
        _ question: WebQuestion, _ transfer: Transfer, _ limit: Int
    ) throws(WebFault) -> WebAnswer {
        var headers = CurlList()
        var pins = CurlList()
        let handle = try CurlHandle()
        try handle.prepare(question, transfer, &pins, within: limit)
        switch question.method {
        case .get: break
        case .head: try handle.set(CURLOPT_NOBODY, 1)
        case .post(let type, let body):
            try headers.append("Content-Type: \(type)")
            try handle.set(body: body)
        }
        for header in question.headers { try headers.append("\(header.name): \(header.value)") }
        try handle.set(CURLOPT_HTTPHEADER, headers)
        let code = withExtendedLifetime(transfer) { handle.perform() }
        // What was cut by us ended the transfer, and is an answer.
        guard code == CURLE_OK || code == CURLE_WRITE_ERROR && transfer.isCut else {
            throw handle.fault(code, transfer)
        }
        var answer = WebAnswer(status: handle.number(CURLINFO_RESPONSE_CODE))
        answer.headers = transfer.headers
        answer.body = transfer.body
        answer.isCut = transfer.isCut
        answer.local = handle.address(CURLINFO_LOCAL_IP)
        answer.localPort = UInt16(exactly: handle.number(CURLINFO_LOCAL_PORT))
        answer.remote = handle.address(CURLINFO_PRIMARY_IP)
        if question.scheme == .https {
            answer.certificate = handle.number(CURLINFO_SSL_VERIFYRESULT)
        }
        return answer
    }
}

extension CurlHandle {
    /// Sets up all that requests and bare connections share.
    func prepare(
        _ question: WebQuestion, _ transfer: Transfer, _ pins: inout CurlList, within limit: Int
    ) throws(WebFault) {
        try set(CURLOPT_URL, question.url)
        try set(CURLOPT_PROTOCOLS_STR, question.scheme.rawValue)
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_PATH_AS_IS, 1)
        // Whoever limits to nothing wants no answer, and libcurl would wait for ever.
        try set(CURLOPT_TIMEOUT_MS, max(1, limit))
        // What programs with libcurl mostly say; some services answer nobody who says nothing.
        try set(CURLOPT_USERAGENT, "curl/\(LIBCURL_VERSION)")
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        // Empty: neither a proxy nor an exception from the environment.
        try set(CURLOPT_PROXY, "")
        try set(CURLOPT_NOPROXY, "")
        try attach(transfer)
        try trust(question.trust)
        var pin: IPAddress?
        switch question.way {
        case .direct(let address): pin = address
        case .socks(let proxy, let port, let address):
            pin = address
            let scheme = address == nil ? "socks5h" : "socks5"
            try set(CURLOPT_PROXY, "\(scheme)://\(CurlHandle.bracketed(proxy)):\(port)")
        case .proxy(let proxy, let port):
            try set(CURLOPT_PROXY, "http://\(CurlHandle.bracketed(proxy)):\(port)")
            try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        }
        guard let pin, IPAddress(question.host) == nil else { return }
        try pins.append("\(question.host):\(question.port):\(CurlHandle.bracketed(pin))")
        try set(CURLOPT_RESOLVE, pins)
    }

    private func trust(_ trust: WebQuestion.Trust) throws(WebFault) {
        switch trust {
        case .system: break
        case .authority(let path):
            try set(CURLOPT_CAINFO, path)
            try set(CURLOPT_CAPATH, nil)
        case .anybody:
            try set(CURLOPT_SSL_VERIFYPEER, 0)
            try set(CURLOPT_SSL_VERIFYHOST, 0)
        }
    }

    /// What became of a transfer that failed.
    func fault(_ code: CURLcode, _ transfer: Transfer) -> WebFault {
        if transfer.refusal != 0 { return .refused(transfer.refusal) }
        let system = Int32(truncatingIfNeeded: number(CURLINFO_OS_ERRNO))
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return .silent
        case CURLE_COULDNT_CONNECT:
            if system == ETIMEDOUT { return .silent }
            return .refused(system == 0 ? ECONNREFUSED : system)
        case CURLE_PEER_FAILED_VERIFICATION:
            return .untrusted(number(CURLINFO_SSL_VERIFYRESULT))
        case CURLE_PROXY, CURLE_COULDNT_RESOLVE_PROXY: return .proxy
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            return system == 0 ? .garbled(Int(code.rawValue)) : .refused(system)
        case CURLE_NOT_BUILT_IN, CURLE_OUT_OF_MEMORY,
            CURLE_SSL_CACERT_BADFILE, CURLE_COULDNT_RESOLVE_HOST, CURLE_URL_MALFORMAT:
            return .unable(Int(code.rawValue))
        default: return .garbled(Int(code.rawValue))
        }
    }

    private static func bracketed(_ address: IPAddress) -> String {
        address.isIPv4 ? "\(address)" : "[\(address)]"
    }
}
