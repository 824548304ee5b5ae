internal import CCurl
internal import Glibc
internal import Wire

/// An easy handle of libcurl, freed with the value.
@safe struct CurlHandle: ~Copyable {
    private let handle: UnsafeMutableRawPointer

    /// A handle; throws where libcurl is not there.
    init() throws(WebFault) {
        guard wt_curl_load() != 0, let handle = unsafe wt_curl_new() else {
            throw .unable(Int(CURLE_FAILED_INIT.rawValue))
        }
        unsafe self.handle = handle
    }

    deinit { unsafe wt_curl_free(handle) }

    /// Sets a number or a truth.
    func set(_ option: CURLoption, _ value: Int) throws(WebFault) {
        try demand(unsafe wt_curl_set_number(handle, option, value))
    }

    /// Sets a text; nil takes back what libcurl was built with.
    func set(_ option: CURLoption, _ text: String?) throws(WebFault) {
        guard let text else {
            try demand(unsafe wt_curl_set_text(handle, option, nil))
            return
        }
        try demand(unsafe wt_curl_set_text(handle, option, text))
    }

    /// Sets the body of a request, which makes it a POST.
    func set(body: [UInt8]) throws(WebFault) {
        try demand(unsafe wt_curl_set_body(handle, body, body.count))
    }

    /// Sets a list; it must outlive the handle's use.
    func set(_ option: CURLoption, _ list: borrowing CurlList) throws(WebFault) {
        try demand(unsafe wt_curl_set_list(handle, option, list.first))
    }

    /// Sends what comes, and new sockets, to a transfer; it must outlive the handle's use.
    func attach(_ transfer: Transfer) throws(WebFault) {
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        try demand(
            unsafe wt_curl_set_sink(
                handle, CURLOPT_WRITEFUNCTION,
                { bytes, _, count, context in
                    unsafe Transfer.of(context)?.take(body: bytes, count) ?? 0
                }, CURLOPT_WRITEDATA, context))
        try demand(
            unsafe wt_curl_set_sink(
                handle, CURLOPT_HEADERFUNCTION,
                { bytes, size, count, context in
                    unsafe Transfer.of(context)?.take(header: bytes, size &* count) ?? 0
                }, CURLOPT_HEADERDATA, context))
        try demand(
            unsafe wt_curl_set_hook(
                handle,
                { context, descriptor, _ in
                    let isBound = unsafe Transfer.of(context)?.bind(descriptor) ?? false
                    return isBound ? CURL_SOCKOPT_OK : CURL_SOCKOPT_ERROR
                }, context))
    }

    /// Does what was set up; libcurl's verdict.
    func perform() -> CURLcode { unsafe wt_curl_perform(handle) }

    /// A number of what happened; 0 if there is none.
    func number(_ what: CURLINFO) -> Int {
        var value = 0
        return unsafe wt_curl_number(handle, what, &value) == CURLE_OK ? value : 0
    }

    /// An address of what happened.
    func address(_ what: CURLINFO) -> IPAddress? {
        var text: UnsafePointer<CChar>?
        guard unsafe wt_curl_text(handle, what, &text) == CURLE_OK, let text = unsafe text else {
            return nil
        }
        return IPAddress(unsafe String(cString: text))
    }

    /// The socket of a connection that stands; -1 without one.
    var socket: Int32 {
        var descriptor: Int32 = -1
        return unsafe wt_curl_socket(handle, &descriptor) == CURLE_OK ? descriptor : -1
    }

    /// Sends some of the bytes over a connection that stands; nil where it would have to wait.
    func send(_ bytes: ArraySlice<UInt8>) throws(WebFault) -> Int? {
        var count = 0
        let code = unsafe bytes.withUnsafeBytes {
            unsafe wt_curl_send(handle, $0.baseAddress, $0.count, &count)
        }
        if code == CURLE_AGAIN { return nil }
        guard code == CURLE_OK else { throw .garbled(Int(code.rawValue)) }
        return count
    }

    /// The next bytes of a connection that stands, none at its end; nil where it would have to wait.
    func receive() throws(WebFault) -> [UInt8]? {
        // A record of TLS holds no more (RFC 8446, 5.1).
        var bytes = [UInt8](repeating: 0, count: 16_384)
        var count = 0
        let code = unsafe wt_curl_receive(handle, &bytes, bytes.count, &count)
        if code == CURLE_AGAIN { return nil }
        guard code == CURLE_OK else { throw .garbled(Int(code.rawValue)) }
        return Array(bytes.prefix(count))
    }

    /// An option that libcurl does not know must not be left out in silence.
    private func demand(_ code: CURLcode) throws(WebFault) {
        guard code == CURLE_OK else { throw .unable(Int(code.rawValue)) }
    }
}

/// Lines for libcurl, freed with the value.
@safe struct CurlList: ~Copyable {
    fileprivate private(set) var first: UnsafeMutablePointer<curl_slist>?

    init() { unsafe first = nil }

    deinit { unsafe wt_curl_free_list(first) }

    /// Adds a line; throws without memory.
    mutating func append(_ line: String) throws(WebFault) {
        guard let longer = unsafe wt_curl_append(first, line) else {
            throw .unable(Int(CURLE_OUT_OF_MEMORY.rawValue))
        }
        unsafe first = longer
    }
}
