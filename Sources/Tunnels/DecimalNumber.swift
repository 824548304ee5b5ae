extension FixedWidthInteger {
    /// Reads ASCII digits and nothing else; nil if there are none, or too many.
    init?(decimal text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.allSatisfy({ 48...57 ~= $0 }) else { return nil }
        self.init(text)
    }

    /// Reads a number in decimal, or in hexadecimal behind `0x`.
    init?(number text: some StringProtocol) {
        guard text.hasPrefix("0x") else {
            self.init(decimal: text)
            return
        }
        let digits = text.dropFirst(2)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ $0 != 43 && $0 != 45 }) else { return nil }
        self.init(digits, radix: 16)
    }
}
