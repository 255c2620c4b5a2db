"""Every shape that normalising knows becomes a package that judges as a validator does, and loses nothing."""

import json
from pathlib import Path

import pytest

from scripts.documents import reading
from scripts.ir import engine
from scripts.normalise import normalise
from tests.normalise.verdicts import accepts
from tests.support.instances import instances
from tests.support.packages import imported, models

HERE = Path(__file__).parent
DOCUMENTS = (HERE / "every_shape.yaml", *sorted((HERE.parent / "normalise" / "documents").glob("*.yaml")))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
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


def loads(module, model, text, *, strict):
    try:
        model.from_json(text, strict=strict)
    except module.ValidationError:
        return False
    return True
