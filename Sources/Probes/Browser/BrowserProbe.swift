internal import Foundation
internal import Gather
internal import Glibc
public import Wire

/// Opens an empty page in a browser that is installed, and lets it gather ICE candidates.
///
/// The browser has a fresh profile and no settings of its user's; what the machine's administrator
/// set holds. It cannot look up names, so it reaches nobody but the servers that it is given; to
/// the local network it may announce the names behind which it hides addresses.
public struct BrowserProbe: Sendable {
    /// How long all of it may take.
    public var patience: Duration
    /// Folders in which browsers are looked for, with colons between them, as in `PATH`.
    public var path: String
    /// The folder in which the browser's own is made; nobody must be able to walk there.
    public var place: String

    /// A probe. A gathering takes half a second where the servers answer.
    public init(
        patience: Duration = .seconds(10), path: String? = nil, place: String? = nil
    ) {
        self.patience = patience
        self.path = path ?? ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        self.place = place ?? BrowserUser.current.place
    }

    /// The time that is kept for ending the browser.
    private static let reserve = Duration.milliseconds(500)

    /// Gathers with these STUN servers, port 3478, and returns once the browser is gone.
    ///
    /// It runs in the namespaces of the calling thread.
    public func gather(stun servers: [IPAddress]) -> BrowserGathering {
        let deadline = ContinuousClock.now + patience - BrowserProbe.reserve
        var gathering = BrowserGathering(at: Session.now, servers: servers, ending: .noBrowser)
        let user = BrowserUser.current
        for browser in InstalledBrowser.all(in: path) {
            // Some machines allow no sandbox to those who are not root.
            for sandboxed in [true, false] {
                do throws(ProbeSocket.Refusal) {
                    let folder = try BrowserFolder.make(in: place, for: user)
                    let process = try BrowserProcess.start(
                        user.prefix + browser.arguments(in: folder.path, sandboxed: sandboxed),
                        environment: InstalledBrowser.environment(in: folder.path), in: folder)
                    var tools = DevTools(process, until: deadline)
                    BrowserProbe.gather(&gathering, by: &tools, until: deadline)
                } catch {
                    gathering.ending = .failed(error.reason)
                }
                // The first one that talks is the one whose word counts.
                if gathering.browser != nil || gathering.ending == .late { return gathering }
            }
        }
        return gathering
    }

    private static func gather(
        _ gathering: inout BrowserGathering, by tools: inout DevTools,
        until deadline: ContinuousClock.Instant
    ) {
        do throws(DevTools.Failure) {
            try drive(&gathering, by: &tools, until: deadline)
        } catch {
            gathering.ending = error.ending
        }
    }

    private static func drive(
        _ gathering: inout BrowserGathering, by tools: inout DevTools,
        until deadline: ContinuousClock.Instant
    ) throws(DevTools.Failure) {
        let version: Version = try tools.call("Browser.getVersion", Nothing())
        gathering.browser = OutsideText(version.product)
        let target: Target = try tools.call("Target.createTarget", Address(url: "about:blank"))
        let attached: Attached = try tools.call(
            "Target.attachToTarget", Attachment(targetId: target.targetId, flatten: true))
        let left = Int(ContinuousClock.now.duration(to: deadline) / .milliseconds(1))
        let page = GatheringPage(
            servers: gathering.servers,
            patience: max(0, min(GatheringPage.patience, left - 200)))
        let outcome: GatheringPage.Outcome = try tools.call(
            "Runtime.evaluate", page, in: attached.sessionId)
        outcome.result.value.add(to: &gathering)
    }

    private struct Nothing: Encodable {}
    private struct Version: Decodable { let product: String }
    private struct Address: Encodable { let url: String }
    private struct Target: Decodable { let targetId: String }
    private struct Attachment: Encodable {
        let targetId: String
        let flatten: Bool
    }
    private struct Attached: Decodable { let sessionId: String }
}

extension DevTools.Failure {
    /// How a gathering ends that fails like this.
    fileprivate var ending: BrowserGathering.Ending {
        switch self {
        case .ended: .failed(OutsideText("It ended by itself."))
        case .late: .late
        case .garbled: .failed(OutsideText("What it said could not be understood."))
        case .refused(let reason): .failed(reason)
        }
    }
}

extension ProbeSocket.Refusal {
    /// What the system calls it.
    fileprivate var reason: OutsideText {
        OutsideText(unsafe strerror(number).map { unsafe String(cString: $0) } ?? "\(number)")
    }
}
