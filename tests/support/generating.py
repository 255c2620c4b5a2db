"""Run as a program: generate, and print a JSON object of each path's digest. Vary what is around it."""

import hashlib
import json
import os
import random
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def shuffled(method):
    def listed(*arguments, **named):
        found = list(method(*arguments, **named))
        random.Random(os.environ.get("SHUFFLE")).shuffle(found)
        return iter(found)

    return listed


def hostile():
    """Properties whose names or descriptions hold characters that versions of Unicode, so of Python, disagree on."""
    odd = [
        "\U0001fae9",
        "\U00010d40x",
        "\U0002ebf0y",
        "\U0001e4d0",
        "\u0870",
        "\U00011f02",
        "ﬁ",
        "x²",
        "😀",
        "e\u0301",
        "日本",
    ]
    texts = [*odd, "\u061c\u202e\ue000\ufe0f\U000e0100", "\u0890\U00013439\U0001da9b", "a\u2028b"]
    return {
        "names": {f"n{number}{text}": {"type": "string"} for number, text in enumerate(odd)},
        "texts": {f"p{n}": {"type": "string", "description": text, "default": text} for n, text in enumerate(texts)},
    }


def sloppy():
    """A document with something for the rules that repair one."""
    tagged = {"type": "object", "properties": {"kind": {"type": "string"}}, "discriminator": {"propertyName": "kind"}}
    parts = [{"$ref": "#/components/schemas/Parent"}]
    children = {name: {"allOf": parts, "min_size": 1, "odd": 2} for name in ("A", "B", "C")}
    value = {"type": ["string", "integer", "string"], "enum": ["a", "a", 1], "nullable": True}
    schemas = {"Parent": tagged, **children, "Value": value}
    return {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "components": {"schemas": schemas}}


def main():
    os.umask(int(os.environ.get("UMASK", "022"), 8))
    if os.environ.get("SHUFFLE"):
        for name in ("glob", "rglob", "iterdir"):
            setattr(Path, name, shuffled(getattr(Path, name)))
    from scripts import config, pipeline
    from scripts.documents import reading
    from scripts.ir.intermediate import intermediate

    made = pipeline.generate(*config.load(ROOT / "openapi" / "pipeline.toml").packages)
    for name, properties in hostile().items():
        schema = {"type": "object", "properties": properties}
        info = {"title": "t", "version": "1"}
        told = {"openapi": "3.1.0", "info": info, "paths": {}, "components": {"schemas": {"Thing": schema}}}
        document = reading.parse(json.dumps(told).encode(), name="x")
        folders = (name, f"{name}/docs")
        files = pipeline.rendered(intermediate(document, "p", ("x",)), folders, ROOT / "templates")
        made |= {path: files[path] for path in (f"{name}/p/models.py", f"{name}/docs/Thing.md")}
    repaired = pipeline.build(json.dumps(sloppy()).encode(), roots=["*"], package="q", repair=True)
    made |= {f"repaired/{path}": text for path, text in repaired.files.items()}
    made["repairs"] = json.dumps(repaired.repairs)
    print(json.dumps({path: hashlib.sha256(text.encode()).hexdigest() for path, text in made.items()}, sort_keys=True))


main()
