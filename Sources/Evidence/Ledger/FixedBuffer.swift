internal import Glibc

/// Memory of a fixed size, owned once, with every access checked.
///
/// It is mapped zeroed, so pages that nobody touches cost neither time nor memory.
@safe struct FixedBuffer<Element: BitwiseCopyable>: ~Copyable {
    let start: UnsafeMutablePointer<Element>
    /// Number of elements.
    let count: Int

    /// Reserves room for `count` elements whose all-zero form means "nothing".
    init(zeroed count: Int) {
        let bytes = max(count, 1) * MemoryLayout<Element>.stride
        // Not calloc: it clears recycled blocks by hand, which costs more than the fold itself.
        let block = unsafe mmap(
            nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let block = unsafe block, unsafe block != MAP_FAILED else {
            preconditionFailure("no address space for \(bytes) bytes")
        }
        unsafe start = block.bindMemory(to: Element.self, capacity: max(count, 1))
        self.count = count
    }

    deinit { unsafe munmap(start, max(count, 1) * MemoryLayout<Element>.stride) }

    @inline(always) subscript(index: Int) -> Element {
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
    @inline(always)
    mutating func update<Result>(_ index: Int, _ change: (inout Element) -> Result) -> Result {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count))
        return unsafe change(&start[index])
    }
}
