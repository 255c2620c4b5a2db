"""What was measured on, and which versions: figures without them say nothing."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path
from typing import Final

CPUINFO: Final = Path("/proc/cpuinfo")
_SHOWN: Final = ("msgspec", "orjson", "openapi-python-client", "datamodel-code-generator", "pydantic", "openai")


def machine() -> dict[str, str]:
    """Return processor, cores, system and Python."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count() or 1),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
    }


def versions(lock: str) -> dict[str, str]:
    """Return the versions of the peers as a lock pins them."""
    pinned = dict(re.findall(r"^([\w.-]+)==(\S+)", lock, re.MULTILINE))
    return {name: pinned[name] for name in _SHOWN if name in pinned}


def _processor() -> str:
    try:
        text = CPUINFO.read_text(encoding="utf-8")
    except OSError:
        text = ""
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.processor() or platform.machine()
