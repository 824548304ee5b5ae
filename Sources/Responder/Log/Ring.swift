/// The last elements, as many as there is room for.
struct Ring<Element> {
    private let capacity: Int
    private var elements: [Element] = []
    /// Where the oldest element stands once the ring is full.
    private var oldest = 0

    /// An empty ring; memory grows with what is added.
    init(capacity: Int) { self.capacity = max(1, capacity) }

    var count: Int { elements.count }

    /// Adds an element; false if it took the place of the oldest.
    @discardableResult mutating func add(_ element: Element) -> Bool {
        guard elements.count == capacity else {
            elements.append(element)
            return true
        }
        elements[oldest] = element
        oldest = (oldest + 1) % capacity
        return false
    }

    /// Calls `visit` with each element, the oldest first.
    func forEach(_ visit: (Element) -> Void) {
        for element in elements[oldest...] { visit(element) }
        for element in elements[..<oldest] { visit(element) }
    }
}
