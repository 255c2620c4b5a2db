"""Run as a program: import every package in a folder and let each read and write its payloads.

Whatever a document made run would have to call `canary`, start a process, open a connection or write a file.
Prints a JSON list of [package, complaint].
"""

import builtins
import functools
import importlib
import importlib.abc
import importlib.util
import inspect
import json
import sys
from pathlib import Path
from urllib.parse import parse_qs

import httpx

FOLDER = Path(sys.argv[1])
FORBIDDEN = ("os.system", "os.exec", "os.posix_spawn", "os.spawn", "subprocess.Popen", "socket.connect", "os.remove")
ASKED = set()
complaints = []
state = {"package": "", "watching": False}


def complain(text):
    complaints.append([state["package"], text])


def canary(*_):
    complain("the canary was called")


def watch(event, arguments):
    if not state["watching"]:
        return
    if event.startswith(FORBIDDEN):
        complain(f"{event} {arguments!r}"[:200])
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        complain(f"{event} {arguments!r}"[:200])


def round_trip(package, models):
    module = importlib.import_module(package)
    for name, payloads in models.items():
        model = getattr(module, name, None) or getattr(module.models, name)
        for payload in payloads:
            text = json.dumps(payload)
            read = model.from_json(text)
            if json.loads(read.to_json()) != payload:
                complain(f"{name}: {text[:100]} is written as {read.to_json()[:100]!r}")
            if model.from_dict(payload) != read:
                complain(f"{name}: {text[:100]} is another model from a dict")
        if hasattr(model, "json_schema"):
            json.dumps(model.json_schema())
    repr([getattr(module, name) for name in module.__all__])


def call(package, http, queries):
    """Call every operation with a word for each argument. What is asked for must have the names of the document."""
    module = importlib.import_module(f"{package}.client")
    with module.Client("http://example.com", http_client=http) as client:
        for group in [name for name, member in vars(type(client)).items() if isinstance(member, property)]:
            operations = getattr(client, group)
            for name in [name for name in vars(type(operations)) if not name.startswith("_")]:
                method = getattr(operations, name)
                try:
                    list(method(**dict.fromkeys(inspect.signature(method).parameters, "word")) or ())
                except module.ClientError as error:
                    str(error)
    if missing := set(queries) - ASKED:
        complain(f"no query has the name {sorted(missing)!a}")


def answer(request):
    """Note the names of a query, and refuse it."""
    ASKED.update(parse_qs(request.url.query.decode(), keep_blank_values=True))
    return httpx.Response(404, content=b"<b>")


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports the packages out of the one file that holds them."""

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


def main():
    told = json.loads((FOLDER / "packages.json").read_text())
    finder = Finder(told)
    sys.meta_path.insert(0, finder)
    builtins.canary = canary
    sys.addaudithook(watch)
    importlib.import_module("msgspec")
    http = httpx.Client(transport=httpx.MockTransport(answer))
    for package, models in told["payloads"].items():
        state.update(package=package, watching=True)
        try:
            round_trip(package, models)
            ASKED.clear()
            if f"{package}.client" in finder.paths:
                call(package, http, told["queries"][package])
        except BaseException as error:  # noqa: BLE001  # whatever it raises is told
            complain(f"{type(error).__name__}: {str(error)[:300]}")
        state["watching"] = False
        for name in [name for name in sys.modules if name.split(".")[0] == package]:
            del sys.modules[name]
    if Path("CANARY").exists():
        complain("a file CANARY was made")
    print(json.dumps(complaints))


main()
