internal import Wire

extension OwnResponder {
    /// An answer whose signature was looked at.
    struct Looked<Value> {
        let value: Value
        /// Whether the answer was made for this very question.
        let isOurs: Bool
        let proof: EndpointReply.Proof

        /// How the talk ends.
        func step(_ reading: (Value) -> EndpointReading) -> EndpointStep {
            guard isOurs, proof != .refuted else { return .fail(.forged, reading(value)) }
            return .end(reading(value), proof)
        }
    }

    /// Ends a talk with an answer by HTTP, once its signature was looked at.
    /// - Parameter read: The reading, and whether the answer carries the mark that it was asked for.
    func proven(
        _ heard: [EndpointHeard], for run: RunLabel,
        read: ([UInt8]) -> (reading: EndpointReading, isOurs: Bool)?
    ) -> EndpointStep {
        guard case .web(let answer) = heard.first else {
            return EndpointStep.body(of: heard) { _ in .fail(.garbled) }
        }
        return EndpointStep.body(of: heard) { body in
            let proof = proof(answer.header("Watertight-Signature")?.raw, body, run)
            guard let (reading, isOurs) = read(body) else {
                // What the key did not sign may be anything, such as a page of whoever sits between.
                return .fail(proof == .refuted ? .forged : .garbled)
            }
            return Looked(value: reading, isOurs: isOurs, proof: proof).step { reading in
                var reading = reading
                if let certificate = answer.certificate, certificate != 0 {
                    reading.add("certificate", "not trusted, \(certificate)")
                }
                return reading
            }
        }
    }

    /// Looks at the signature of a TXT record: all its strings but the last are signed by that; nil
    /// for what is no such record.
    func proven(
        _ answer: NameAnswer, _ name: DNSWireName, for run: RunLabel
    ) -> Looked<ResolverSighting>? {
        let lead = Array("signature=".utf8)
        guard let strings = answer.texts.first, let last = strings.last, last.starts(with: lead)
        else { return nil }
        let body = Array(strings.dropLast().joined())
        guard let sighting = OwnAnswer.text(body) else { return nil }
        let signature = String(decoding: last.dropFirst(lead.count), as: UTF8.self)
        let asked = sighting.name.flatMap { DNSWireName($0.raw) }
        return Looked(value: sighting, isOurs: asked == name, proof: proof(signature, body, run))
    }

    private func proof(_ text: String?, _ body: [UInt8], _ run: RunLabel) -> EndpointReply.Proof {
        guard let key else { return .unverified }
        guard let signature = text.flatMap({ Ed25519Signature($0) }),
            key.verifies(signature, ofAnswer: body, for: run)
        else { return .refuted }
        return .verified
    }
}
