"""Run as a program: import packages out of one file, build every decoder, read values. Prints a line of JSON each.

A line is [package, name, values]: what became of each value under that name, `null` if nothing is told of, else
whether it was accepted or what went wrong.
"""

import functools
import importlib
import importlib.abc
import importlib.util
import json
import re
import sys
import traceback
from pathlib import Path


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the packages out of the one file that holds them: most of their modules are the same."""

    def __init__(self, told):
        self.paths = {
            path.removesuffix(".py").removesuffix("/__init__").replace("/", "."): path for path in told["modules"]
        }
        self.told = told
        self.compiled = functools.cache(lambda number: compile(told["texts"][number], "generated", "exec"))

    def find_spec(self, name, path=None, target=None):  # noqa: ARG002  # as Python calls it
        if name not in self.paths:
            return None
        return importlib.util.spec_from_loader(name, self, is_package=self.paths[name].endswith("__init__.py"))

    def exec_module(self, module):
        exec(self.compiled(self.told["modules"][self.paths[module.__name__]]), vars(module))


def build_decoders(module):
    """Build the decoder of every class that reads."""
    for name in module.__all__:
        if is_model(module, found := getattr(module, name)):
            module._decoders.decoder(found)


def is_model(module, found):
    return isinstance(found, type) and issubclass(found, module.Model) and found is not module.Model


def judged(module, target):
    """What the package says of each value: of its holder's class, and of its own where it has one."""
    holder = getattr(module, target["holder"])
    name = re.fullmatch(r"(?:Tagged\[|Checked\[)?(\w+)\]?", holder.__annotations__["value"])
    own = getattr(module, name[1], None) if name else None
    own = own if is_model(module, own) and not target["null"] else None
    for value, valid in zip(target["values"], target["valid"], strict=True):
        complaint = verdict(module, holder, f'{{"value": {value}}}', valid)
        if complaint is None and own is not None:
            complaint = verdict(module, own, value, valid)
        yield complaint


def verdict(module, model, text, valid):
    try:
        model.from_json(text, strict=True)
        accepts = True
    except module.ValidationError as error:
        accepts, why = False, str(error)
    if accepts and not valid:
        return "accepted, and breaks the schema"
    if valid and not accepts:
        return f"refused ({why}), and satisfies the schema"
    try:
        written = json.loads(model.from_json(text).to_json())
    except module.ValidationError as error:
        return f"refused by default ({error}), and satisfies the schema" if valid else None
    return None if written == json.loads(text) else f"written back as {json.dumps(written)}"


def main():
    told = json.loads(Path(sys.argv[1]).read_text())
    sys.meta_path.insert(0, Finder(told))
    for package, targets in told["targets"].items():
        print(json.dumps([package, "begins", None]), flush=True)
        try:
            module = importlib.import_module(package)
            build_decoders(module)
            for name, target in targets.items():
                print(json.dumps([package, name, list(judged(module, target))]), flush=True)
        except Exception:  # noqa: BLE001  # whatever it raises is told
            print(json.dumps([package, "broken", traceback.format_exc(limit=-6)]), flush=True)
        for name in [name for name in sys.modules if name.split(".")[0] == package]:
            del sys.modules[name]
        print(json.dumps([package, "ends", None]), flush=True)


main()
