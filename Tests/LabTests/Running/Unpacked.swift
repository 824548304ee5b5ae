internal import Foundation
internal import Lab
internal import Testing

/// Programs that `make test` unpacks for the lab and does not install.
enum Unpacked {
    /// The folders that they are in.
    static let folders: [String] = {
        let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return ["lib/systemd", "usr/bin"].map {
            repository.appending(path: ".build-lab/\($0)").path
        }
    }()

    /// Whether systemd-resolved is there, unpacked or installed.
    static let hasResolved: Bool = (folders + ["/usr/lib/systemd", "/lib/systemd"]).contains {
        FileManager.default.isExecutableFile(atPath: $0 + "/systemd-resolved")
    }

    /// Leaves a test out, and says why.
    static let noResolved: Comment = "make test unpacks systemd-resolved"

    /// The switches among these whose programs are there.
    static func possible(_ switches: [Leak]) -> [String] {
        switches.map(\.id).filter { hasResolved || !["resolved", "resolved-link"].contains($0) }
    }
}
