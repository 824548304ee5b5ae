internal import Namespaces
internal import Testing

/// Tests with a tap of their own, one after the other: there is but one in the process at a time.
@Suite(.enabled(if: TestNetwork.isPossible), .serialized)
struct TapTests {}
