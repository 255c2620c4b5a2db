"""What scripts/README.md says of the house is how it is built."""

import re
import tomllib
from collections import Counter

from tests.support.copies import ROOT
from tests.support.markdown import Page, blocks

PAGE = Page("scripts/README.md")


def layers() -> list[list[str]]:
    """The layers that `make lint` holds apart, without what only starts them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    [contract] = [each for each in settings["contracts"] if each["type"] == "layers"]
    return [line.split(" | ") for line in contract["layers"] if "__main__" not in line]


def test_the_picture_of_the_layers_is_the_contract():
    [picture] = blocks(PAGE.chapter("Layers"), "text")
    assert [line.split(" · ") for line in picture.splitlines()] == layers()


def test_the_table_of_the_layers_says_what_each_does():
    rows = re.findall(r"^\| (`.*?) \|", PAGE.chapter("Layers"), re.MULTILINE)
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == [
        name for line in layers() for name in line
    ]


def test_the_folders_in_the_table_are_those_of_the_repository():
    named = set(re.findall(r"^\| `(\w+)/` \|", PAGE.chapter("Folders"), flags=re.MULTILINE))
    there = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")}
    assert named == there - {"dist", "build", "htmlcov", "__pycache__"}


def test_no_two_modules_have_one_name():
    names = Counter(path.name for path in (ROOT / "scripts").rglob("*.py") if not path.name.startswith("__"))
    assert not {name for name, count in names.items() if count > 1}
