# The generated module of this name, for type checkers where the runtime stands. It is not copied.
