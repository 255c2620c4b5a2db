"""Every shape that normalising knows becomes a package that judges as a validator does, and loses nothing."""

import json
from pathlib import Path

import pytest

from scripts.base.errors import PipelineError
from scripts.documents import reading
from scripts.ir import engine
from scripts.normalise import normalise
from tests.normalise.verdicts import accepts
from tests.support.instances import instances
from tests.support.packages import imported, models

DOCUMENTS = sorted((Path(__file__).resolve().parents[1] / "normalise" / "documents").glob("*.yaml"))

# What normalising can express and msgspec or the engine can't: refused with its place.
REFUSED = {
    "constants": "#/components/schemas/Yes: a constant that is neither a string nor an integer can't be expressed",
    "enum_of_several_types": "#/components/schemas/Mixed: a constant that is neither a string nor an integer",
    "enums": "#/components/schemas/Ratios: a constant that is neither a string nor an integer can't be expressed",
    "enums_with_bounds": "#/components/schemas/Strict: a constant that is neither a string nor an integer",
    "hostile_property_names": "a property whose name has a quote, a backslash or a control character",
    "recursive_map": "refers to itself without an object in between",
}


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path.stem not in REFUSED], ids=lambda path: path.stem)
def test_strict_verdicts_are_the_validators_and_what_loads_is_written_back(path, tmp_path):
    module = imported(path.read_bytes(), f"shape_{path.stem}", tmp_path)
    classes = models(module)
    normalised = normalise(reading.read(path))
    compared = 0
    for component in normalised["components"]["schemas"]:
        model = classes.get(engine.class_name(component))
        if model is None:
            continue
        validator = accepts(normalised, component)
        for value in instances({"$ref": f"#/components/schemas/{component}"}, normalised, 1, 60):
            text = json.dumps(value)
            assert loads(module, model, text, strict=True) is validator.is_valid(value), text
            if loads(module, model, text, strict=False):
                assert json.loads(model.from_json(text).to_json()) == value
            compared += 1
    assert compared or not classes


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_package_could_not_hold_is_refused_with_its_place(name, tmp_path):
    [path] = [path for path in DOCUMENTS if path.stem == name]
    with pytest.raises(PipelineError) as caught:
        imported(path.read_bytes(), f"refused_{name}", tmp_path)
    assert REFUSED[name] in str(caught.value)


@pytest.mark.parametrize("text", ["2.0", "7.0", "1e300"])
def test_an_integer_is_one_however_it_is_written_beside_an_object_too(text, tmp_path):
    value = {"anyOf": [{"type": "integer", "enum": [1, 2]}, {"type": "object", "properties": {"a": {}}}]}
    module = imported({"Size": {"type": "object", "properties": {"value": value}}}, "beside", tmp_path)
    assert module.Size.from_json(f'{{"value": {text}}}').value == float(text)


def loads(module, model, text, *, strict):
    try:
        model.from_json(text, strict=strict)
    except module.ValidationError:
        return False
    return True
