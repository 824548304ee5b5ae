internal import Foundation
internal import Responder

/// A certificate that `openssl` signs for itself, in a folder that is gone with the value.
final class Certificate {
    /// Why there is none.
    struct Fault: Error { let text: String }

    let files: CertificateFiles
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        files = CertificateFiles(chain: folder.path("chain.pem"), key: folder.path("key.pem"))
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        openssl.arguments = [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-days", "2", "-subj", "/CN=leak.test", "-keyout", files.key, "-out", files.chain,
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        guard openssl.terminationStatus == 0 else {
            throw Fault(text: "openssl: \(openssl.terminationStatus)")
        }
    }
}

/// A folder for one test, gone with the value.
final class TemporaryFolder {
    private let root: String

    init() throws {
        root =
            FileManager.default.temporaryDirectory
            .appendingPathComponent("watertight-responder-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    }

    deinit {
        do { try FileManager.default.removeItem(atPath: root) } catch {}
    }

    func path(_ name: String) -> String { root + "/" + name }
}
