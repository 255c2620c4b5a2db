"""Import times: new processes, in turn, each of which times one import statement of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.bench.records import Row

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

BASE: Final = "msgspec alone"
OPENAI: Final = "openai"
OUR_BASE: Final = "import msgspec"
# What is imported before the clock starts, and what is timed.
_STATEMENTS: Final = {
    "ours": (OUR_BASE, "from openai_run_steps import RunStepObject"),
    "client": ("import attrs, httpx", "from client_corrected.models import RunStepObject"),
    "pydantic_best": ("import pydantic", "from pydantic_best_corrected import RunStepObject"),
    "structs_tagged": ("import msgspec", "from structs_tagged_corrected import RunStepObject"),
    OPENAI: ("import pydantic, httpx", "from openai.types.beta.threads.runs import RunStep"),
}
_CODE: Final = "from time import process_time_ns as c\n{0}\nt = c()\n{1}\nprint(c() - t)"


def rows(run: Callable[[str], str], rounds: int) -> list[Row]:
    """Measure whole imports, and imports over what a program has anyway. `run` runs code in a new interpreter."""
    whole = {name: _CODE.format("", statement) for name, (_, statement) in _STATEMENTS.items()}
    over = {name: _CODE.format(base, statement) for name, (base, statement) in _STATEMENTS.items()}
    whole[OPENAI] = _CODE.format("", "import openai")
    whole[BASE] = _CODE.format("", OUR_BASE)
    return [
        Row("import", "import, whole", "ms", _samples(run, whole, rounds)),
        Row("import_over", "import over what it is built on", "ms", _samples(run, over, rounds)),
    ]


def _samples(run: Callable[[str], str], codes: Mapping[str, str], rounds: int) -> dict[str, list[float]]:
    for code in codes.values():
        run(code)  # writes the compiled files
    samples: dict[str, list[float]] = {name: [] for name in codes}
    for _ in range(rounds):
        for name, code in codes.items():
            samples[name].append(int(run(code)) / 1e6)
    return samples
