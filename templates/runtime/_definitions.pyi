# The generated module of this name, for type checkers where the runtime stands. It is not copied.

from typing import Any, Final

COMPONENTS: Final[dict[str, dict[str, Any]]]
CHECKS: Final[dict[str, int]]
REFERENCES: Final[dict[str, tuple[str, ...]]]
PAGES: Final[tuple[str, ...]]
