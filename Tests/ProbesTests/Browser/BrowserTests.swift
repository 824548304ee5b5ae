internal import Foundation
internal import Glibc
internal import Probes
internal import Testing
internal import Wire

/// A real browser gathers, and nothing of it stays.
@Suite(.enabled(if: BrowserScene.isPossible), .serialized, .timeLimit(.minutes(2)))
struct BrowserTests {
    /// Nobody answers there.
    private static let nobody = IPAddress(v4: 0xc0a8_3263)

    @Test func aPageSeesNamesInPlaceOfAddresses() async throws {
        let scene = try await BrowserScene()
        let gathering = try await scene.gather()
        #expect(gathering.ending == .complete)
        #expect(gathering.browser?.raw.contains("Chrome") == true)
        #expect(gathering.garbled == [] && gathering.failures == [])
        let candidates = gathering.found.map(\.candidate)
        #expect(candidates.count == 2)
        #expect(candidates.allSatisfy { $0.kind == .host && $0.host.isMulticastName })
    }

    @Test func aBrowserThatHidesNothingIsCaught() async throws {
        let scene = try await BrowserScene()
        let open = try WrappedBrowser(
            "exec $BROWSER \"$@\" --disable-features=WebRtcHideLocalIpsWithMdns")
        let gathering = try await scene.gather(path: open.path)
        #expect(gathering.ending == .complete)
        let addresses = Set(gathering.found.compactMap(\.candidate.host.address))
        #expect(addresses == Set(["192.168.50.2", "2001:db8:50::2"].compactMap(IPAddress.init)))
    }

    @Test func aSilentServerMakesItLate() async throws {
        let scene = try await BrowserScene()
        let gathering = try await scene.gather(stun: [BrowserTests.nobody])
        #expect(gathering.ending == .late)
        #expect(gathering.servers == [BrowserTests.nobody])
        #expect(gathering.found.allSatisfy { $0.candidate.kind == .host })
        #expect(!gathering.found.isEmpty)
    }

    @Test func aBrowserThatSaysNothingIsEnded() async throws {
        let scene = try await BrowserScene()
        let mute = try WrappedBrowser("sleep 600 & sleep 600")
        let gathering = try await scene.gather(path: mute.path, patience: .seconds(1))
        #expect(gathering.ending == .late)
        #expect(gathering.browser == nil)
        #expect(try await scene.processes() == [])
    }

    @Test func whereNoSandboxIsAllowedItGoesWithout() async throws {
        let scene = try await BrowserScene()
        let strict = try WrappedBrowser(
            "case \"$*\" in *--no-sandbox*) exec $BROWSER \"$@\";; esac; exit 1")
        #expect(try await scene.gather(path: strict.path).ending == .complete)
    }

    @Test func itNeverRunsAsRoot() async throws {
        let scene = try await BrowserScene()
        let picky = try WrappedBrowser("[ `id -u` != 0 ] && exec $BROWSER \"$@\" --no-sandbox")
        #expect(try await scene.gather(path: picky.path).ending == .complete)
    }

    @Test func noBrowserIsSaidSo() {
        let gathering = BrowserProbe(path: "/nowhere").gather(stun: [])
        #expect(gathering.ending == .noBrowser)
        #expect(gathering.browser == nil && gathering.found == [])
    }

    @Test func whatIsNoBrowserFails() async throws {
        let scene = try await BrowserScene()
        for script in ["exit 0", "printf 'garbage\\0' >&4; sleep 600"] {
            let other = try WrappedBrowser(script)
            let gathering = try await scene.gather(path: other.path, patience: .seconds(2))
            #expect(gathering.browser == nil)
            #expect(gathering.ending != .complete && gathering.ending != .noBrowser)
        }
    }

    @Test func neitherProcessesNorFilesStay() async throws {
        let scene = try await BrowserScene()
        #expect(try await scene.gather().ending == .complete)
        #expect(try await scene.processes() == [])
        #expect(try scene.place.names == [])
    }

    @Test func whoIsKilledLeavesNoBrowserAndTheNextRemovesItsFolder() async throws {
        let scene = try await BrowserScene()
        let place = scene.place.path
        await #expect(processExitsWith: .signal(SIGKILL)) { [place = place as String] in
            Thread {
                _ = BrowserProbe(place: place).gather(stun: [])
                exit(1)
            }.start()
            // It lives once its profile does.
            while true {
                let names = try FileManager.default.contentsOfDirectory(atPath: place)
                let profile = "\(place)/\(names.first ?? "")/profile/Default"
                if FileManager.default.fileExists(atPath: profile) { break }
            }
            kill(getpid(), SIGKILL)
        }
        let left = try #require(try scene.place.names.first)
        // Those who use the folder name it among their arguments.
        while try BrowserTests.isNamed(left) { sched_yield() }
        #expect(try await scene.gather().ending == .complete)
        #expect(try scene.place.names == [])
    }

    /// Whether some process has a text among its arguments.
    private static func isNamed(_ text: String) throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").contains { pid in
            guard Int(pid) != nil,
                let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline")
            else { return false }
            return String(decoding: bytes, as: UTF8.self).contains(text)
        }
    }
}
