internal import Audit
internal import Checks
internal import Evidence
internal import Foundation
internal import Testing
internal import Wire

/// What is tolerated is tolerated by its exact shape: one step aside, and it is a stray frame.
@Suite struct ToleranceTests {
    private static let link = IPAddress(high: 0xfe80_0000_0000_0000, low: 0x1234)
    private static let call = FrameBuilder(
        from: Specimen.host, to: MACAddress(0xffff_ffff_ffff))
    private static let solicitation: [UInt8] =
        [135, 0, 0, 0, 0, 0, 0, 0] + Array(repeating: 0, count: 16)
    private static let lease: [UInt8] =
        [1, 1, 6, 0] + Array(repeating: 0, count: 232) + [0x63, 0x82, 0x53, 0x63, 53, 1, 1, 255]

    @Test func exactShapesAreTolerated() {
        #expect(!isStray(neighbour(hopLimit: 255)))
        #expect(!isStray(dhcp(from: 68, Self.lease)))
        #expect(!isStray(group(hopLimit: 1)))
        #expect(!isStray(unreachable(quoting: Specimen.entry)))
    }

    @Test func neighbourDiscoveryFromAfarIsStray() {
        #expect(isStray(neighbour(hopLimit: 64)))
    }

    @Test func anythingOnThePortOfDHCPIsStray() {
        #expect(isStray(dhcp(from: 68, Array(repeating: 0x5c, count: 300))))
        #expect(isStray(dhcp(from: 40_000, Self.lease)))
    }

    @Test func groupMembershipBeyondTheLinkIsStray() {
        #expect(isStray(group(hopLimit: 64)))
    }

    @Test func anErrorThatQuotesAnotherFlowIsStray() {
        #expect(isStray(unreachable(quoting: Specimen.server)))
    }

    @Test func onlyTheTunnelsOwnPortIsTheTunnel() {
        #expect(!isStray(datagram(to: Specimen.entry, 51_820)))
        #expect(isStray(datagram(to: Specimen.entry, 51_821)))
        #expect(isStray(datagram(to: Specimen.server, 51_820)))
    }

    @Test func receivedFramesAreNeverStray() {
        #expect(
            !isStray(
                Specimen.received.udp(
                    Specimen.server, 4000, Specimen.address, 40_000, [1, 2, 3])))
    }

    @Test func plainDNSIsALeakEvenWhereTheLocalNetworkIsAllowed() throws {
        #expect(try verdict(on: "leak-on-link-router", of: "dns.underlay-53") == "fail")
    }

    @Test func chatterIsNoLeakWhereTheLocalNetworkIsAllowed() throws {
        for name in ["leak", "leak-v6", "leak-ssdp"] {
            #expect(try verdict(on: name, of: "leak.lan-chatter") != "fail", "\(name)")
        }
    }

    @Test func publicAddressesOnLinkAreNotTheLocalNetwork() throws {
        #expect(try verdict(on: "leak", of: "leak.localnet") == "fail")
    }

    /// The verdict where the policy allows the local network.
    private func verdict(on name: String, of id: CheckID) throws -> String {
        let folder = try RecordingFolder(
            TestRecording.root.appending(path: "\(id)/\(name)").path)
        let recording = try folder.recording(
            under: Allowance(outer: folder.outer, allowsLocalNetwork: true))
        return Outcome(of: id, on: recording).word
    }

    private func isStray(_ frame: [UInt8]) -> Bool {
        !Specimen([frame]).recording().violations(in: [0]).isEmpty
    }

    private func neighbour(hopLimit: UInt8) -> [UInt8] {
        Specimen.sent.packet(
            Self.link, Self.link, IPProtocol.icmpv6, Self.solicitation, hopLimit: hopLimit)
    }

    private func dhcp(from port: UInt16, _ message: [UInt8]) -> [UInt8] {
        Self.call.udp(IPAddress(v4: 0), port, IPAddress(v4: .max), 67, message)
    }

    private func group(hopLimit: UInt8) -> [UInt8] {
        let group = IPAddress(v4: 0xe000_00fb)
        return Self.call.packet(
            Specimen.address, group, IPProtocol.igmp,
            [0x16, 0, 0, 0] + FrameBuilder.bytes(group.v4), hopLimit: hopLimit)
    }

    private func datagram(to address: IPAddress, _ port: UInt16) -> [UInt8] {
        Specimen.sent.udp(Specimen.address, 51_820, address, port, [4, 0, 0, 0])
    }

    /// A port-unreachable error to a server about a packet that it sent from the tunnel's port.
    private func unreachable(quoting server: IPAddress) -> [UInt8] {
        let quoted = Specimen.received.udp(server, 51_820, Specimen.address, 51_820, [4, 0, 0, 0])
        return Specimen.sent.packet(
            Specimen.address, server, IPProtocol.icmp,
            [3, 3, 0, 0, 0, 0, 0, 0] + quoted.dropFirst(14))
    }
}
