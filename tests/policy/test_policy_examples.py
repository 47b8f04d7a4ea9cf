"""Every block of the page of usual clauses is read, compiled and holds its own cases."""

import re
from pathlib import Path

import pytest

from tests.policy.documents import head, indented
from yulin.policy.cases import run_cases
from yulin.policy.library import read_library

PAGE = Path(__file__).parents[2] / "docs" / "developer" / "policy-examples.md"
_TITLE_AND_BLOCK = re.compile(
    r"^### (.+?)$(?:(?!^###).)*?^```yaml\n(.*?)^```", re.DOTALL | re.MULTILINE
)
BLOCKS = _TITLE_AND_BLOCK.findall(PAGE.read_text(encoding="utf-8"))
_SECTION = re.compile(r"^(?=\S)", re.MULTILINE)


def as_document(block):
    """A block under the head of a document, its 待遇 under a version."""
    sections = [part for part in _SECTION.split(block) if part]
    benefits = [part for part in sections if part.startswith("待遇:")]
    others = [part for part in sections if not part.startswith("待遇:")]
    assert len(benefits) == 1
    version = "版本:\n  - 名称: 一\n" + indented(benefits[0], 4)
    return head("EX", region=330302) + "".join(others[:-1]) + version + others[-1]


def test_every_heading_has_a_block():
    headings = re.findall(r"^### (.+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert [title for title, _ in BLOCKS] == headings
    assert len(BLOCKS) >= 20


@pytest.mark.parametrize(("title", "block"), BLOCKS, ids=[title for title, _ in BLOCKS])
def test_a_block_compiles_and_its_cases_pass(title, block, tmp_path):
    (tmp_path / "EX.yaml").write_text(as_document(block), encoding="utf-8")
    library, problems = read_library(tmp_path)
    assert list(problems) == []
    outcomes = list(run_cases(library))
    assert outcomes
    assert [(o.case, o.differences) for o in outcomes if o.state != "passed"] == []
