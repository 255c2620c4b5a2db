"""The Markdown pages of the repository: their chapters, code blocks and links."""

import re
import shlex
from dataclasses import dataclass

from tests.support.copies import ROOT

_OTHERS = {"shared", "dist", "build", "htmlcov", "mutants", "node_modules", "every_shape"}
_FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """A page, by its path relative to the repository."""

    path: str

    def __str__(self) -> str:
        return self.path

    @property
    def text(self) -> str:
        return (ROOT / self.path).read_text(encoding="utf-8")

    @property
    def prose(self) -> str:
        """The text without code blocks."""
        return _FENCED.sub("", self.text)

    def chapter(self, title: str) -> str:
        """What stands below a heading of the second level."""
        return self.text.split(f"\n## {title}\n", maxsplit=1)[1].split("\n## ", maxsplit=1)[0]

    def anchors(self) -> set[str]:
        """The fragments of the headings, as forges make them."""
        headings = re.findall(r"^#+ (.*)$", self.prose, re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}

    def links(self) -> list[str]:
        """The targets of its links that lead nowhere else than into the repository."""
        return [target for target in re.findall(r"\]\(([^)\s]+)\)", self.prose) if not target.startswith("https:")]


def blocks(text: str, language: str) -> list[str]:
    """The code blocks of a language."""
    return [code for found, code in _FENCED.findall(text) if found == language]


def languages(text: str) -> list[str]:
    return [found for found, _ in _FENCED.findall(text)]


def commands(text: str) -> list[list[str]]:
    """The command lines of the shell blocks, in words."""
    return [shlex.split(line, comments=True) for block in blocks(text, "sh") for line in block.splitlines() if line]


def pages() -> list[Page]:
    """Every page that is ours: what is recorded, vendored or left from a run is not."""
    found = (path.relative_to(ROOT) for path in ROOT.rglob("*.md"))
    ours = [path for path in found if not any(part.startswith(".") or part in _OTHERS for part in path.parts)]
    return sorted((Page(path.as_posix()) for path in ours), key=str)


README = Page("README.md")
OPENAPI = Page("openapi/README.md")
EXAMPLES = Page("generated/docs/all-models.md")
STEP = ROOT / "tests" / "traffic" / "043_ruby_openai_assistant_file_search_step_retrieve.json"
