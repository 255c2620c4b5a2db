"""A folder like `generated/`, for the tests of the gate and the writer: texts by path, and what is on disk."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

from scripts.render.header import header

if TYPE_CHECKING:
    from pathlib import Path

INPUTS = ("openapi/run-step.yaml", "templates/")
PYTHON = header("hash", INPUTS)
MARKDOWN = header("html", INPUTS)
UNTRACKED = "generated/notes.txt"

FILES = {
    "generated/openai_run_steps/__init__.py": f'{PYTHON}"""A package."""\n\n__all__ = ["RunStep"]\n',
    "generated/openai_run_steps/models.py": PYTHON + "".join(f"FIELD_{n}: str = 'naïve ☃ {n}'\n" for n in range(40)),
    "generated/openai_run_steps/_runtime.py": PYTHON
    + "".join(f"def call_{n}() -> int:\n    return {n}\n" for n in range(20)),
    "generated/openai_run_steps/py.typed": PYTHON,
    "generated/docs/index.md": f"{MARKDOWN}\n# Models\n\n| a | b |\n| - | - |\n| 1 | 2 |\n",
    "generated/docs/RunStep.md": MARKDOWN + "".join(f"\n## Property {n}\n\nText.\n" for n in range(10)),
    "generated/docs/deep/Usage.md": f"{MARKDOWN}\n# Usage\n",
}
# What an earlier schema made of the same places: one file less, one more, the others with other texts.
OLDER = {path: f"{text}# older\n" for path, text in FILES.items() if path != "generated/docs/deep/Usage.md"} | {
    "generated/docs/old/Gone.md": f"{MARKDOWN}\n# Gone\n"
}


def lay(root: Path, files: dict[str, str]) -> None:
    """Put files on disk by simple means of our own, not by what is tested."""
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(text.encode())
        (root / path).chmod(0o644)


def state(root: Path) -> dict[str, object]:
    """Everything below a folder: bytes and permission bits of files, targets of links, names of folders."""
    found: dict[str, object] = {}
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        name = path.relative_to(root).as_posix()
        if stat.S_ISLNK(status.st_mode):
            found[name] = path.readlink()
        elif stat.S_ISREG(status.st_mode):
            found[name] = (path.read_bytes(), stat.S_IMODE(status.st_mode))
        else:
            found[name] = stat.S_IFMT(status.st_mode)
    return found
