"""What is compared: for each subject how it loads a payload and how it writes it back, as its users do.

For streams: who makes steps of the bytes of one.

Imported by the measuring processes only: they run in the peers' environment, with the package and the models that
`peers` made on the path.
"""

from __future__ import annotations

import importlib
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, NoReturn

import msgspec

from scripts.bench.rows import OURS
from scripts.schema.walk import identity

if TYPE_CHECKING:
    from collections.abc import Callable

    Action = Callable[[], Any]

# Made from a document, so that they can be made from the official one too.
GENERATED: Final = ("client", "pydantic_default", "pydantic_best", "pydantic_tagged", "structs", "structs_tagged")

OPENAI_STREAM: Final = "openai_stream"


@dataclass(frozen=True)
class Subject:
    """A way to load a payload and to write it back. `load` raises whatever it raises."""

    load: Callable[[bytes], Any]
    dump: Callable[[Any], bytes | str]


def _unusable(_: bytes) -> NoReturn:
    raise NotImplementedError


UNUSABLE: Final = Subject(_unusable, _unusable)
"""In place of a subject that cannot be built: it refuses everything."""


def build(key: str, document: str = "corrected") -> Subject:
    """Make a subject; models of generators come from `official` or `corrected` schemas. May raise anything."""
    if key.startswith("pydantic"):
        return _pydantic(importlib.import_module(f"{key}_{document}").RunStepObject)
    if key.startswith("structs"):
        return _structs(importlib.import_module(f"{key}_{document}").RunStepObject)
    return _client(document) if key == "client" else _BUILDERS[key]()


def _ours() -> Subject:
    model: Any = importlib.import_module("openai_run_steps").RunStepObject
    return Subject(model.from_json, model.to_json)


def _decoder() -> Subject:
    """Build what no decoding to these models can be faster than. It takes a step that does not say that it is one."""
    model: Any = importlib.import_module("openai_run_steps").RunStepObject
    return Subject(msgspec.json.Decoder(model).decode, model.to_json)


def _encoder() -> Subject:
    """Build what no encoding of these objects can be faster than."""
    return replace(_ours(), dump=msgspec.json.Encoder().encode)


def _orjson() -> Subject:
    module: Any = importlib.import_module("orjson")
    return Subject(module.loads, module.dumps)


def _json() -> Subject:
    def dump(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    return Subject(json.loads, dump)


def _client(document: str) -> Subject:
    """Build the stock client, which reads a response with httpx, and so with `json`."""
    models: Any = importlib.import_module(f"client_{document}.models")
    # It names classes after titles: the official schema's is `RunSteps`.
    model: Any = getattr(models, "RunStepObject", None) or models.RunSteps

    def load(payload: bytes) -> Any:
        return model.from_dict(json.loads(payload))

    def dump(value: Any) -> str:
        return json.dumps(value.to_dict(), ensure_ascii=False, separators=(",", ":"))

    return Subject(load, dump)


def _pydantic(model: Any) -> Subject:
    def dump(value: Any) -> str:
        text: str = value.model_dump_json(by_alias=True, exclude_unset=True, warnings=False)
        return text

    return Subject(model.model_validate_json, dump)


def _structs(model: Any) -> Subject:
    return Subject(msgspec.json.Decoder(model).decode, msgspec.json.Encoder().encode)


def _openai_validate() -> Subject:
    return _pydantic(importlib.import_module("openai.types.beta.threads.runs").RunStep)


def _openai_construct() -> Subject:
    """Build what the client does with a response: `json`, then `construct_type`."""
    model: Any = importlib.import_module("openai.types.beta.threads.runs").RunStep
    construct: Any = importlib.import_module("openai._models").construct_type

    def load(payload: bytes) -> Any:
        return construct(type_=model, value=json.loads(payload))

    return Subject(load, _pydantic(model).dump)


_BUILDERS: Final[dict[str, Callable[[], Subject]]] = {
    OURS: _ours,
    "decoder": _decoder,
    "encoder": _encoder,
    "orjson": _orjson,
    "json": _json,
    "openai_validate": _openai_validate,
    "openai_construct": _openai_construct,
}

SUBJECTS: Final = (OURS, "orjson", "json", *GENERATED, "openai_validate", "openai_construct")
"""Everybody who loads payloads."""


def takes(subject: Subject, payload: bytes) -> bool:
    """Tell whether a payload is loaded. Whatever is raised is a refusal."""
    try:
        subject.load(payload)
    except Exception:  # noqa: BLE001  # each subject raises its own
        return False
    return True


def is_lossless(subject: Subject, payload: bytes) -> bool:
    """Tell whether a payload is loaded and written back as the same JSON value."""
    try:
        written = subject.dump(subject.load(payload))
    except Exception:  # noqa: BLE001  # each subject raises its own
        return False
    return identity(json.loads(written)) == identity(json.loads(payload))


def _our_steps(stream: bytes) -> Action:
    package: Any = importlib.import_module("openai_run_steps")

    def action() -> Any:
        accumulator = package.RunStepAccumulator()
        for event in package.EventStream.read([stream]):
            accumulator.add(event)
        return accumulator.steps

    return action


def _openai_steps(stream: bytes) -> Action:
    """Build what its users do, on a transport that has the stream at hand."""
    openai: Any = importlib.import_module("openai")
    httpx: Any = importlib.import_module("httpx")

    def answer(_: Any) -> Any:
        return httpx.Response(200, content=stream, headers={"content-type": "text/event-stream"})

    transport = httpx.Client(transport=httpx.MockTransport(answer))
    client = openai.OpenAI(api_key="none", base_url="http://localhost", http_client=transport, max_retries=0)

    def action() -> Any:
        handler = openai.AssistantEventHandler()
        with client.beta.threads.runs.stream(thread_id="t", assistant_id="a", event_handler=handler) as events:
            events.until_done()
            return events.get_final_run_steps()

    return action


STREAMING: Final[dict[str, Callable[[bytes], Action]]] = {OURS: _our_steps, OPENAI_STREAM: _openai_steps}
"""Everybody who makes steps of a stream."""


def streaming(stream: bytes, steps: int) -> tuple[dict[str, Action], dict[str, str]]:
    """Return those who make anything of a stream of so many steps, and why the others don't."""
    actions: dict[str, Action] = {}
    absent: dict[str, str] = {}
    for name, build in STREAMING.items():
        try:
            action = build(stream)
            found = len(action())
        except Exception as error:  # noqa: BLE001 - each subject raises its own
            absent[name] = f"cannot be used: {type(error).__name__}"
            continue
        if found == steps:
            actions[name] = action
        else:
            absent[name] = f"makes {found} of {steps} steps"
    return actions, absent
