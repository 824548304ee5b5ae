/// A call of a method, as it is sent over a bus (D-Bus Specification, "Message Protocol").
struct BusCall {
    /// Who is called.
    var destination: String
    /// The object.
    var path: String
    /// The interface that has the method.
    var interface: String
    /// The method.
    var method: String
    /// What it is told: texts alone.
    var texts: [String] = []

    /// The bytes of the call with a number other than 0.
    ///
    /// A service that does not run is not started by it (flag 2): we only look.
    func bytes(serial: UInt32) -> [UInt8] {
        var body = BusWriter()
        for text in texts { body.write(text) }
        var message = BusWriter()
        message.bytes = [UInt8(ascii: "l"), BusMessage.Kind.call.rawValue, 2, 1]
        message.write(UInt32(truncatingIfNeeded: body.bytes.count))
        message.write(serial)
        let length = message.bytes.count
        message.write(0)
        var fields: [(UInt8, String, String)] = [
            (1, "o", path), (2, "s", interface), (3, "s", method), (6, "s", destination),
        ]
        if !texts.isEmpty {
            fields.append((8, "g", String(repeating: "s", count: texts.count)))
        }
        for (field, type, value) in fields {
            message.align(to: 8)
            message.bytes.append(field)
            message.write(signature: type)
            if type == "g" { message.write(signature: value) } else { message.write(value) }
        }
        var count = BusWriter()
        count.write(UInt32(truncatingIfNeeded: message.bytes.count - BusMessage.headerStart))
        message.bytes.replaceSubrange(length..<length + 4, with: count.bytes)
        message.align(to: 8)
        return message.bytes + body.bytes
    }
}

/// Writes values, each at its boundary, the lowest byte first.
struct BusWriter {
    var bytes: [UInt8] = []

    mutating func align(to boundary: Int) {
        bytes += [UInt8](repeating: 0, count: (boundary - bytes.count % boundary) % boundary)
    }

    mutating func write(_ number: UInt32) {
        align(to: 4)
        for shift in stride(from: UInt32(0), to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func write(_ text: String) {
        write(UInt32(truncatingIfNeeded: text.utf8.count))
        bytes += text.utf8
        bytes.append(0)
    }

    mutating func write(signature: String) {
        bytes.append(UInt8(truncatingIfNeeded: signature.utf8.count))
        bytes += signature.utf8
        bytes.append(0)
    }
}
