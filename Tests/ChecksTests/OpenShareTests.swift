internal import Audit
internal import Testing

/// How often a change opens is bounded, however seldom it was seen to.
struct OpenShareTests {
    @Test(arguments: [
        // By hand, of the formula of Wilson's interval with z = 1.96.
        (0, 20, 0.1611), (1, 20, 0.2361), (20, 20, 1), (0, 5, 0.4345), (10, 20, 0.7007),
    ])
    func theBoundIsWilsons(_ opened: Int, _ count: Int, _ bound: Double) {
        #expect(abs(OpenShare(opened: opened, of: count).bound - bound) < 0.0005)
    }

    @Test func nothingTriedBoundsNothing() {
        #expect(OpenShare(opened: 0, of: 0).bound == 1)
        #expect(OpenShare(opened: 0, of: 20).text == "0 of 20 changes, at most 16.2 %")
    }
}
