"""A union of a string with a pattern and a list or map is tried: as one type, msgspec would free it twice."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.packages import build, write

CODE = {"type": "string", "pattern": "^[a-z]+$"}
USES_IT = """
import gc, sys, typing, msgspec
sys.path.insert(0, {folder!r})
from freed import Holder, ValidationError
for text in ('{{"value": "abc"}}', '{{"value": %s}}'):
    assert Holder.from_json(text, strict=True).to_json() == text.replace(" ", "").encode()
try:
    Holder.from_json('{{"value": "ABC"}}')
except ValidationError as error:
    assert "a-z" in str(error), str(error)
else:
    raise AssertionError
kind = typing.get_type_hints(Holder, include_extras=True)["value"]
for _ in range(60):
    msgspec.json.Decoder(kind, dec_hook=lambda kind, value: value)
    gc.collect()
"""


@pytest.mark.parametrize("kind", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("other", "text"),
    [
        ({"type": "array", "items": CODE}, '["x"]'),
        ({"type": "object", "additionalProperties": CODE}, '{"a": "x"}'),
        ({"$ref": "#/components/schemas/Codes"}, '["x"]'),
    ],
)
def test_a_process_that_has_read_one_ends_well(kind, other, text, tmp_path):
    value = {kind: [{"$ref": "#/components/schemas/Code"}, other]}
    holder = {"type": "object", "required": ["value"], "properties": {"value": value}}
    schemas = {"Holder": holder, "Code": CODE, "Codes": {"type": "array", "items": CODE}}
    write(build(schemas, "freed").files, tmp_path)
    program = USES_IT.format(folder=str(tmp_path)) % text
    done = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
