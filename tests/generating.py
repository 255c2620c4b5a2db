"""Run as a program: generate, and print a JSON object of each path's digest. Vary what is around it."""

import hashlib
import json
import os
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))


def shuffled(method):
    def listed(*arguments, **named):
        found = list(method(*arguments, **named))
        random.Random(os.environ.get("SHUFFLE")).shuffle(found)
        return iter(found)

    return listed


def main():
    os.umask(int(os.environ.get("UMASK", "022"), 8))
    if os.environ.get("SHUFFLE"):
        for name in ("glob", "rglob", "iterdir"):
            setattr(Path, name, shuffled(getattr(Path, name)))
    from scripts import config, pipeline  # noqa: PLC0415  # after the folder's order is shuffled

    made = pipeline.generate(config.load(ROOT / "openapi" / "pipeline.toml"))
    print(json.dumps({path: hashlib.sha256(text.encode()).hexdigest() for path, text in made.items()}, sort_keys=True))


main()
