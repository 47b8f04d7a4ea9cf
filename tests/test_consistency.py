"""Tests about the code itself: the habits that a linter does not know."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.strict import inline_code

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src" / "yulin"
RECORDS = (
    "access",
    "registry",
    "intake",
    "programmes",
    "entitlements",
    "sources",
    "ledger",
    "jobs",
    "events",
    "campus",
    "helping",
    "services",
    "control",
    "rights",
)
MODULES = sorted(p for p in SRC.rglob("*.py") if "migrations" not in p.parts)
TEMPLATES = sorted(SRC.rglob("templates/**/*.html"))
ICONS = SRC / "web" / "static" / "yulin" / "img" / "icons.svg"
LONGEST_FUNCTION = 50


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def arguments(node: ast.FunctionDef) -> set[str]:
    return {a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}


def test_every_room_says_what_it_is_for():
    rooms = [p for p in SRC.iterdir() if (p / "__init__.py").is_file()]
    silent = [
        named(room)
        for room in rooms
        if not ast.get_docstring(ast.parse((room / "__init__.py").read_text()))
    ]
    assert silent == []


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{named(path)}:{node.lineno} {node.name} {node.end_lineno - node.lineno + 1}"
        for path in MODULES
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_actions_take_their_arguments_by_name():
    positional = [
        f"{named(path)}:{node.lineno} {node.name}"
        for app in RECORDS
        for path in sorted((SRC / app / "actions").glob("*.py"))
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and "acting_user" in arguments(node)
        if node.args.args or node.args.posonlyargs
    ]
    assert positional == []


def test_record_apps_are_installed_in_import_order():
    ours = [name for name in settings.INSTALLED_APPS if name.startswith("yulin.")]
    assert ours == [*(f"yulin.{app}" for app in RECORDS), "yulin.web", "yulin.api"]


def test_every_silenced_rule_has_its_reason():
    bare = [
        f"{named(path)}:{number}"
        for path in [*MODULES, *sorted((ROOT / "tests").rglob("*.py"))]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if "# noqa" in line
        and not re.search(r"# noqa: [A-Z0-9, ]+ - \S", line)
        and path != Path(__file__)
    ]
    assert bare == []


def test_every_environment_variable_is_in_the_settings_table():
    read = {
        name
        for path in MODULES
        for name in re.findall(r"[\"'](YULIN_[A-Z_]+|DATABASE_URL)[\"']", path.read_text())
        if re.search(
            rf"(environ|_flag|_listed|secret_of|setdefault|DEFAULTS)[^\n]*{name}", path.read_text()
        )
    }
    documented = set(
        re.findall(r"^\| `([A-Z_]+)`", (SRC / "settings.py").read_text(), re.MULTILINE)
    )
    assert read - documented == set()
    assert documented - read == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_hold_no_inline_code_and_fetch_nothing_from_elsewhere(path):
    text = path.read_text(encoding="utf-8")
    assert inline_code(text) == []
    assert (
        re.findall(r"<(?:script|link|img|iframe|source)[^>]+(?:src|href)=[\"'](?:https?:)?//", text)
        == []
    )


def test_every_icon_is_drawn():
    """One that is not leaves a gap beside a word, which nobody's test sees."""
    drawn = set(re.findall(r'symbol id="([a-z-]+)"', ICONS.read_text(encoding="utf-8")))
    missing = [
        f"{named(path)}: {name}"
        for path in TEMPLATES
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
        if name not in drawn
    ]
    assert missing == []


def test_every_template_is_used():
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in [*MODULES, *TEMPLATES] if path.is_file()
    )
    names = [str(path).split("/templates/", 1)[1] for path in TEMPLATES]
    assert [name for name in names if f'"{name}"' not in sources and name not in SPECIAL] == []


SPECIAL = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
"""Django finds these by name."""


@pytest.mark.parametrize("name", [".ci/run", "tools/setup", "tools/serve", "tools/system-packages"])
def test_scripts_parse_and_may_be_run(name):
    script = ROOT / name
    assert script.stat().st_mode & 0o111 == 0o111
    assert subprocess.run(["bash", "-n", script], check=False).returncode == 0


def test_every_test_folder_mirrors_a_room():
    rooms = {path.name for path in SRC.iterdir() if path.is_dir()}
    others = {"__pycache__", "e2e", "policies", "docs", "bench", "tools", "data", "fixtures"}
    folders = {path.name for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert folders - rooms - others == set()


def test_browser_tests_wait_for_what_they_assert():
    """Looking once, right after a click, finds the page of before on a slow machine."""
    at_once = re.compile(
        r"assert\b.*(\.is_(visible|hidden|enabled|disabled|checked)\(\)"
        r"|\.(inner_text|text_content|input_value)\(\)|\.count\(\)|\bpage\.url\b)"
    )
    found = [
        f"{named(path)}:{number}"
        for path in sorted((ROOT / "tests" / "web").rglob("*browser*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if at_once.search(line)
    ]
    assert found == []


def test_what_a_test_is_called_does_not_change_with_the_clock():
    """Two processes that collect the same tests must give them the same names."""
    moving = re.compile(r"\b(time\.time|now|today|localdate|uuid4|urandom|token_hex|random)\(")
    found = [
        f"{named(path)}:{node.lineno}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        if any(
            "parametrize" in (code := ast.unparse(d)) and moving.search(code)
            for d in node.decorator_list
        )
    ]
    assert found == []


def test_every_row_of_the_acceptance_list_is_driven_by_a_test_that_names_it():
    """`docs/developer/rows.md`: each row once, its files there, and the row named in each of them."""
    text = (ROOT / "docs" / "developer" / "rows.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([ACR]\d\d) \|.*\| ([^|]+) \|$", text, re.MULTILINE)
    wanted = [*(f"A{number:02}" for number in range(1, 45)), "C33", "C44", "R16", "R20"]
    assert [row for row, _files in rows] == wanted
    silent = [
        f"{row}: {name}"
        for row, files in rows
        for name in re.findall(r"`([^`]+)`", files) or ["no file"]
        if not _names(ROOT / name, row)
    ]
    assert silent == []


def _names(path: Path, row: str) -> bool:
    said = re.compile(rf"(?<![a-z0-9]){row}(?![0-9])|_{row}_", re.IGNORECASE)
    return path.is_file() and said.search(path.read_text(encoding="utf-8")) is not None
