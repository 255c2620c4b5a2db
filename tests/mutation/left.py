"""Why some mutants are left: left/*.toml, a file for each folder of scripts/, written by hand.

Each table has one reason and the changes that it is true of, as `make mutants` prints them: the function, and its new
lines. The numbers that mutmut gives would shift with every change of the function.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

FOLDER = Path(__file__).with_name("left")


def reasons(module: str) -> dict[str, str]:
    """Change -> why no test notices it, for a module such as `writing.gate` or `cli`."""
    folder, _, name = module.rpartition(".")
    path = FOLDER / f"{folder or 'scripts'}.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8")).get(name, []) if path.exists() else []
    return {change: table["why"] for table in tables for change in table["changes"]}


def quoted(change: str) -> str:
    """A change as a string of TOML."""
    return json.dumps(change, ensure_ascii=False) if "'" in change else f"'{change}'"
