internal import Wire

/// Finds the outer flow that an address, port and protocol belong to.
struct OuterMatcher: ~Copyable {
    /// What a comparison found.
    struct Match {
        /// Number of the outer flow; -1 if there is none.
        var flow: Int
        /// Whether the address at least is one of an outer flow.
        var isOuterAddress: Bool
    }

    private var rules: FixedBuffer<Rule>

    /// An outer flow, unpacked for comparing.
    struct Rule: BitwiseCopyable {
        var high: UInt64
        var low: UInt64
        var highMask: UInt64
        var lowMask: UInt64
        var port: UInt16
        /// No bits where any port will do.
        var portMask: UInt16
        var transport: UInt8
        /// No bits where any protocol will do.
        var transportMask: UInt8
    }

    init(_ flows: [OuterFlow]) {
        let flows = flows.prefix(Allowance.mostOuterFlows)
        rules = FixedBuffer(zeroed: flows.count)
        for (index, flow) in flows.enumerated() {
            let address = flow.prefix.address
            let bits = flow.prefix.isIPv4 ? 96 + Int(flow.prefix.length) : Int(flow.prefix.length)
            // A shift by 64 or more yields 0.
            rules[index] = Rule(
                high: address.high, low: address.low,
                highMask: bits >= 64 ? .max : ~(UInt64.max >> UInt64(bits)),
                lowMask: bits <= 64 ? 0 : ~(UInt64.max >> UInt64(bits - 64)),
                port: flow.port ?? 0, portMask: flow.port == nil ? 0 : .max,
                transport: flow.transport ?? 0,
                transportMask: flow.transport == nil ? 0 : .max)
        }
    }

    /// Compares the outside end of a packet with every outer flow; port 0 stands for none.
    @inline(always)
    func match(_ address: IPAddress, port: UInt16, _ transport: UInt8) -> Match {
        var found = Match(flow: -1, isOuterAddress: false)
        var index = 0
        while index < rules.count {
            let rule = rules[index]
            let apart =
                (address.low & rule.lowMask ^ rule.low) | (address.high & rule.highMask ^ rule.high)
            if apart == 0 {
                found.isOuterAddress = true
                let misfit =
                    (port ^ rule.port) & rule.portMask
                    | UInt16((transport ^ rule.transport) & rule.transportMask)
                if misfit == 0 {
                    found.flow = index
                    return found
                }
            }
            index &+= 1
        }
        return found
    }
}
