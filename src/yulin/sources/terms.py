"""What a source's two pieces of data may say: where it is (`place`), what its columns mean (`mapping`).

```
place    database  host port database user view schema tls changed since
         http      url field header prefix none_on_404
         files     folder
mapping  {"person": "aac002", "rows": "data.list", "number": "data.serial", "echo": "data.aac002",
          "columns": {"险种": {"from": "aae140", "values": {"110": "职工养老"}},
                      "参保地": {"always": "330302"}}}
```
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from yulin.facts.frames import EMPLOYER_KEY, EMPLOYERS, PERSON_KEY
from yulin.facts.schema import BY_NAME, PERSON, Column, Table
from yulin.registry.actions.owned import Owned
from yulin.registry.claims import read_claim
from yulin.registry.errors import RegistryError
from yulin.sources.enums import SourceKind
from yulin.sources.errors import SourceError

TABLES = tuple(t for t in BY_NAME.values() if t.key in {PERSON_KEY, EMPLOYER_KEY})
"""Tables whose rows are records about a person or an organisation."""
SHARED = frozenset({PERSON.name, EMPLOYERS})
"""One row a subject, of many departments' making: a mapping says which columns are whose."""

_PLACE: dict[str, dict[str, type]] = {
    SourceKind.DATABASE: {
        "host": str, "port": int, "database": str, "user": str, "schema": str, "view": str, "tls": str,
        "changed": str, "since": str,
    },
    SourceKind.HTTP: {
        "url": str, "field": str, "header": str, "prefix": str, "none_on_404": bool,
    },
    SourceKind.FILES: {"folder": str},
    SourceKind.MESSAGE: {},
}  # fmt: skip
_NEEDED = {
    SourceKind.DATABASE: ("host", "database", "user", "view"),
    SourceKind.HTTP: ("url", "field"),
    SourceKind.FILES: ("folder",),
    SourceKind.MESSAGE: (),
}
TLS = ("verify-full", "require", "disable")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,40}")
_LONGEST = 500


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a column's value comes from: a field of theirs, or always the same."""

    name: str = ""
    always: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Terms:
    """A mapping, read. Paths are names with dots; an empty one is the answer itself."""

    table: Table
    person: str
    columns: Mapping[str, Origin]
    rows: str = ""
    number: str = ""
    echo: str = ""
    #: what of the table is theirs; none: all of it
    owned: Owned | None = None
    #: whether they may register whom we do not know yet
    creates: bool = False

    @property
    def key(self) -> str:
        """The table's column that says whom a row is about."""
        return self.table.key

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field of theirs that is read, the person's first."""
        others = [origin.name for origin in self.columns.values() if origin.name]
        return tuple(dict.fromkeys((self.person, *others)))


def read_place(kind: str, given: Any) -> dict[str, Any]:
    """The place, checked. Raises SourceError."""
    known = _PLACE[SourceKind(kind)]
    if not isinstance(given, dict):
        raise SourceError(_("“连接”应是一组名称和值。"))
    for name, value in given.items():
        if name not in known:
            raise SourceError(_unknown(_("“连接”里没有 %(name)s 这一项"), name, known))
        if type(value) is not known[name] or len(str(value)) > _LONGEST:
            raise SourceError(_("“连接”的 %(name)s 填得不对。") % {"name": name})
    missing = [name for name in _NEEDED[SourceKind(kind)] if not given.get(name)]
    if missing:
        raise SourceError(_("“连接”还缺：%(names)s。") % {"names": "、".join(missing)})
    _CHECKS.get(SourceKind(kind), dict)(given)
    return dict(given)


def _check_url(place: dict[str, Any]) -> None:
    try:
        parts = urlsplit(place["url"])
        whole = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        whole = False
    if not whole or parts.username or parts.password or parts.fragment:
        raise SourceError(_("接口地址应以 https:// 或 http:// 开头，不带用户名和密码。"))
    if not parts.path.isascii() or any(c <= " " for c in place["url"]):
        raise SourceError(_("接口地址里有不能用的字符。"))
    if not _HEADER.fullmatch(place.get("header", "Authorization")):
        raise SourceError(_("“连接”的 %(name)s 填得不对。") % {"name": "header"})


def _check_database(place: dict[str, Any]) -> None:
    since = place.get("since")
    try:
        fits = since is None or (bool(place.get("changed")) and bool(date.fromisoformat(since)))
    except ValueError:
        fits = False
    if not fits:
        raise SourceError(_("“连接”的 since 应与 changed 同用，写作 2026-01-01。"))
    if place.get("tls", TLS[0]) not in TLS or not 0 < place.get("port", 5432) < 65536:
        raise SourceError(_("“连接”的 %(name)s 填得不对。") % {"name": "port / tls"})


_CHECKS: dict[str, Any] = {SourceKind.HTTP: _check_url, SourceKind.DATABASE: _check_database}


def read_terms(table: str, given: Any) -> Terms:
    """The mapping, checked against the table's columns. Raises SourceError."""
    found = next((one for one in TABLES if one.name == table), None)
    if found is None:
        raise SourceError(_("数据来源不能提供“%(table)s”这张表。") % {"table": table})
    if not isinstance(given, dict) or not isinstance(given.get("columns"), dict):
        raise SourceError(_("“对应关系”应写明 person 和 columns。"))
    texts = {name: given.get(name, "") for name in ("person", "rows", "number", "echo")}
    known = {*texts, "columns", "owns", "creates"}
    unknown = [name for name in given if name not in known]
    if unknown:
        raise SourceError(_unknown(_("“对应关系”里没有 %(name)s 这一项"), unknown[0], known))
    if not all(isinstance(text, str) for text in texts.values()) or not texts["person"]:
        raise SourceError(_("“对应关系”应写明 person：对方哪一项是证件号。"))
    columns = {name: _origin(found, name, how) for name, how in given["columns"].items()}
    owned, creates = read_owned(found, given), given.get("creates", False)
    if not isinstance(creates, bool) or (creates and found.name not in SHARED):
        raise SourceError(_("creates 只用于“人员”和“单位”，写 true 或 false。"))
    if owned is None or not owned.columns or creates:
        _check_whole(found, columns)
    elif missing := {c.name for c in found.columns if c.required} | owned.columns:
        for name in sorted(missing - {*columns, found.key}):
            raise SourceError(_("“%(name)s”必填，请写明从哪里取。") % {"name": name})
    return Terms(table=found, columns=columns, owned=owned, creates=creates, **texts)


#: nobody's to overwrite: a name changes by two people, with a paper
_NAMES = frozenset({"姓名", "证件类型", "单位名称"})


def read_owned(table: Table, given: Mapping[str, Any]) -> Owned | None:
    """What of a table a department may change: columns of the one row, or some of the rows.

    Raises SourceError.
    """
    owns = given.get("owns")
    if owns is None:
        if table.name in SHARED:
            raise SourceError(
                _("“%(table)s”由多个部门提供，请在 owns 里写明哪些列归对方。")
                % {"table": table.name}
            )
        return None
    if not isinstance(owns, dict) or len(owns) != 1 or not set(owns) <= {"columns", "rows"}:
        raise SourceError(_("owns 应写明 columns（列）或 rows（行）其中一项。"))
    if ("columns" in owns) != (table.name in SHARED):
        raise SourceError(_("“人员”“单位”按列（columns）划分，其余表按行（rows）划分。"))
    return _owned_columns(table, owns) if "columns" in owns else _owned_rows(table, owns)


def _owned_columns(table: Table, owns: Mapping[str, Any]) -> Owned:
    names = owns["columns"]
    others = {column.name for column in table.columns} - _NAMES - {table.key}
    if not isinstance(names, list) or not names:
        raise SourceError(_("owns 的 columns 应是一列列名。"))
    for name in names:
        if name in _NAMES:
            raise SourceError(_("“%(name)s”不由来源改：请按更名办理。") % {"name": name})
        if name not in others:
            raise SourceError(
                _unknown(_("“%(table)s”没有“%(name)s”这一列"), str(name), others, table.name)
            )
    return Owned(columns=frozenset(names))


def _owned_rows(table: Table, owns: Mapping[str, Any]) -> Owned:
    rows = owns["rows"]
    labels = {column.name for column in table.columns if column.kind == "label"}
    if not isinstance(rows, dict) or not rows:
        raise SourceError(_("owns 的 rows 应写明列名和归对方的值。"))
    found: dict[str, frozenset[Any]] = {}
    for name, words in rows.items():
        if name not in labels:
            raise SourceError(
                _unknown(_("“%(table)s”没有“%(name)s”这一列"), name, labels, table.name)
            )
        if not isinstance(words, list) or not words or not all(isinstance(w, str) for w in words):
            raise SourceError(_("owns 的 rows 应写明列名和归对方的值。"))
        _check_words(table.column(name), words)
        found[name] = frozenset(read_claim(table.column(name), word) for word in words)
    return Owned(rows=found)


def _origin(table: Table, name: str, how: Any) -> Origin:
    others = {column.name for column in table.columns if column.name != table.key}
    if name not in others:
        raise SourceError(_unknown(_("“%(table)s”没有“%(name)s”这一列"), name, others, table.name))
    if not isinstance(how, dict) or set(how) - {"from", "always", "values"}:
        raise SourceError(_("“%(name)s”应写明 from 或 always。") % {"name": name})
    values = how.get("values", {})
    if not isinstance(values, dict) or not all(isinstance(v, str) for v in values.values()):
        raise SourceError(
            _("“%(name)s”的 values 应是对方代码和本系统用语的对照。") % {"name": name}
        )
    whence, always = how.get("from"), how.get("always")
    if (whence is None) == (always is None) or not isinstance(whence or always or "", str):
        raise SourceError(_("“%(name)s”应写明 from 或 always。") % {"name": name})
    _check_words(table.column(name), [*values.values(), always or ""])
    return Origin(name=whence or "", always=always, values=values)


def _check_words(column: Column, words: list[str]) -> None:
    """What the mapping itself says must be readable today, not at the first call."""
    try:
        for word in filter(None, words):
            read_claim(column, word)
    except RegistryError as error:
        raise SourceError(str(error)) from None


def _check_whole(table: Table, columns: Mapping[str, Origin]) -> None:
    """A blank that means something (已离职、无、否) must be somebody's word, not a gap in the mapping."""
    for column in table.columns:
        if column.name == table.key or column.name in columns:
            continue
        if column.required:
            raise SourceError(_("“%(name)s”必填，请写明从哪里取。") % {"name": column.name})
        if column.blank != "unknown":
            raise SourceError(
                _("“%(name)s”空着也有含义，请写明从哪里取，或用 always 写明。")
                % {"name": column.name}
            )


def _unknown(sentence: str, name: str, known: Any, table: str = "") -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    said = sentence % ({"name": name, "table": table} if table else {"name": name})
    return said + (_("，是不是“%(near)s”？") % {"near": near[0]} if near else "。")
