"""A page that is not of our grammar is refused, whichever template it came from."""

from __future__ import annotations

import pytest

from scripts.errors import PipelineError
from scripts.text import page_structure
from scripts.text.header import header

HEAD = header("html", ["a"])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("# A page\n", "another beginning than the header"),
        (f"{HEAD}# A page\n\n```json\n{{\n```\n", "which no template writes"),
        (f"{HEAD}# A page\n\n```python\nimport os\n```\n", "which no template writes"),
        (f"{HEAD}<script>\n", "which no template writes"),
    ],
)
def test_what_no_template_writes_is_refused(text, what):
    with pytest.raises(PipelineError, match=what):
        page_structure.check(text, "docs/A.md")


def test_json_in_a_fence_is_a_page():
    page_structure.check(f'{HEAD}# A page\n\n```json\n{{"a": 1}}\n```\n', "docs/A.md")
