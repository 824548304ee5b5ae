internal import Reports

/// What is told beside the result, on standard error, as far as the user wants it.
struct Talk {
    /// How often `-q` was said: once for the headline alone, twice for nothing.
    let quiet: Int
    /// How often `-v` was said.
    let verbose: Int

    /// What is being done.
    func say(_ line: String) {
        if quiet == 0 { Output.note(line + "\n") }
    }

    /// What is worth knowing and no result; errors are told whatever the user wants.
    func warn(_ trouble: Trouble) {
        if quiet == 0 { Output.tell(trouble) }
    }

    /// Timing and reasons (1), or each probe (2).
    func detail(_ level: Int, _ line: @autoclosure () -> String) {
        if verbose >= level { Output.note(line() + "\n") }
    }
}
