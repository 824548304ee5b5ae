internal import Evidence

extension DrillReading {
    /// Causes that only say which protocol left: under a fault, the fault says more.
    private static let general: Set<CheckID> = [
        "leak.ipv4-direct", "leak.ipv6-native", "leak.udp-bypass",
    ]

    /// Gives what left under a fault, and has no cause of its own, to the check of what let it out.
    func claim(_ causes: inout [Int: CheckID], with checks: [Check]) {
        let known = Set(checks.map(\.id))
        for fault in drill.faults.indices {
            for stray in drill.strays where isUnder(fault, stray) {
                guard causes[stray.stratum].map(DrillReading.general.contains) ?? false else {
                    continue
                }
                let check = check(of: opening(of: stray, under: fault), under: fault)
                if known.contains(check) { causes[stray.stratum] = check }
            }
        }
    }

    private func check(of opening: Opening, under fault: Int) -> CheckID {
        switch opening {
        case .fault: drill.faults[fault].id.check
        case .disarmed: "killswitch.recovery"
        case .established: "killswitch.established"
        case .dnsExempt: "killswitch.dns-exempt"
        case .familyGap: "killswitch.family-gap"
        case .forwarded: "leak.forwarded"
        case .innerSource: "leak.inner-source"
        }
    }

    private func isUnder(_ fault: Int, _ stray: StrayFrame) -> Bool {
        drill.faults[fault].from <= stray.at && stray.at < DrillReading.end(of: fault, in: drill)
    }
}
