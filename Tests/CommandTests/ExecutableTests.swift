internal import Foundation
internal import Testing

/// What these tests run.
struct ExecutableTests {
    @Test(arguments: ["asan", "tsan"])
    func theExecutableHasTheSanitizerOfTheTests(_ sanitizer: String) throws {
        let mark = Data("__\(sanitizer)_init".utf8)
        let isInTests = try contents(of: Run.tests).range(of: mark) != nil
        let isInExecutable = try contents(of: Run.executable).range(of: mark) != nil
        #expect(isInTests == isInExecutable)
    }

    private func contents(of path: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path), options: .mappedIfSafe)
    }
}
