internal import Glibc


/// Memory of a fixed size, owned once, with every access checked.
///
/// It is reserved zeroed, so pages that nobody writes cost nothing.
@safe struct FixedBuffer<Element: BitwiseCopyable>: ~Copyable {
    let start: UnsafeMutablePointer<Element>
    /// Number of elements.
    let count: Int

    /// Reserves room for `count` elements whose all-zero form is `zero`.
    init(zeroed count: Int) {
        // calloc of a large block hands out untouched pages of zeros.
        guard let block = unsafe calloc(max(count, 1), MemoryLayout<Element>.stride) else {
            preconditionFailure("no memory for \(count) elements")
        }
        unsafe start = block.bindMemory(to: Element.self, capacity: max(count, 1))
        self.count = count
    }

    deinit { unsafe free(start) }

    subscript(index: Int) -> Element {
        get {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            return unsafe start[index]
        }
        set {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
            unsafe start[index] = newValue
        }
    }

    /// Changes the element at `index` in place.
    @inline(__always)
    mutating func update<Result>(_ index: Int, _ change: (inout Element) -> Result) -> Result {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
        return unsafe change(&start[index])
    }
}
