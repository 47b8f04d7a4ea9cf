"""A document's text as a form: the same values with their paths, whatever else the text holds."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from yulin.policy.studio.edit import Data, EditError, read
from yulin.web.language import in_english
from yulin.web.officer.studio.form_spec import GROUPS, SPECS, Asked, Part, Spec, Words

Path = tuple[str | int, ...]


def address(path: Path) -> str:
    """A path as pages carry it."""
    return json.dumps(path, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Field:
    """A value to fill in."""

    label: str
    path: str
    kind: str
    value: str
    hint: str = ""
    choices: tuple[str, ...] = ()
    needed: bool = False
    #: the text says this in a way that the form cannot show
    only_text: bool = False

    @property
    def is_wide(self) -> bool:
        return self.kind in {"long", "rule", "many"}


@dataclass(frozen=True)
class Section:
    """Things of one kind below a block, with what may be added to them."""

    title: str
    path: str
    kind: str
    blocks: "tuple[Block, ...]" = ()
    pairs: tuple[Field, ...] = ()
    hint: str = ""
    #: what “add” adds
    adds: tuple[tuple[str, str], ...] = ()

    @property
    def count(self) -> int:
        return len(self.blocks) + len(self.pairs)


@dataclass(frozen=True)
class Block:
    """One thing: its fields, what lies below, and what may be done with it."""

    title: str
    path: str
    fields: tuple[Field, ...]
    sections: tuple[Section, ...] = ()
    kind: str = ""
    #: its place in a list and how long the list is; -1: not in a list
    at: int = -1
    of: int = 0
    #: 全部, 任一 or 皆非 where it is a group of conditions
    group: str = ""
    #: keys that only the text can change
    rest: tuple[str, ...] = ()
    groups: tuple[tuple[str, str], ...] = ()

    @property
    def is_member(self) -> bool:
        return self.at >= 0


def form_of(text: str) -> Block | None:
    """The whole document as a form, or None where the text cannot be read at all."""
    try:
        data = read(text)
    except EditError:
        return None
    if not isinstance(data, dict):
        return None
    return _block(data, (), SPECS["document"])


def _block(data: Data, path: Path, spec: Spec, *, at: int = -1, of: int = 0) -> Block:
    bare = not isinstance(data, dict)
    held: Mapping[str, Any] = {spec.bare: data} if bare and spec.bare else data if not bare else {}
    fields = tuple(_field(asked, held, path, bare=bare) for asked in spec.fields)
    known = {asked.key for asked in spec.fields} | {part.key for part in spec.parts}
    return Block(
        title=_title(spec, held),
        path=address(path),
        fields=fields,
        sections=() if bare else tuple(_sections(spec, held, path)),
        at=at,
        of=of,
        rest=tuple(key for key in held if key not in known),
    )


def _title(spec: Spec, held: Mapping[str, Any]) -> str:
    named = next((held[key] for key in spec.named_by if isinstance(held.get(key), str)), "")
    return str(named) or str(spec.title)


def _field(asked: Asked, held: Mapping[str, Any], path: Path, *, bare: bool) -> Field:
    value = held.get(asked.key, "")
    joined = asked.kind == "many" and isinstance(value, list)
    shown = "、".join(map(str, value)) if joined else value
    return Field(
        label=_label(asked.key, asked.english),
        path=address(path if bare else (*path, asked.key)),
        kind=asked.kind,
        value=shown if isinstance(shown, str) else "",
        hint=str(asked.hint),
        choices=asked.choices,
        needed=asked.needed,
        only_text=not isinstance(shown, str),
    )


def _label(key: str, word: Words) -> str:
    """The key as the text writes it; for English readers with what it means."""
    said = str(word)
    return f"{said} ({key})" if in_english() and said and said != key else said or key


def _sections(spec: Spec, held: Mapping[str, Any], path: Path) -> Iterator[Section]:
    for part in spec.parts:
        below, here = held.get(part.key), (*path, part.key)
        if part.kind == "conditions":
            yield _conditions(below, here, part)
        elif part.kind == "block":
            yield _single(below, here, part)
        elif part.kind == "named":
            yield _named(below, here, part)
        elif part.kind in {"pairs", "expectations"}:
            yield _pairs(below, here, part)
        else:
            yield _list(below, here, part)


def _section(part: Part, path: Path, **rest: Any) -> Section:
    title = _label(part.key, part.title)
    return Section(title=title, path=address(path), kind=part.kind, hint=str(part.hint), **rest)


def _list(below: Data, path: Path, part: Part) -> Section:
    members = below if isinstance(below, list) else [] if below is None else [below]
    spec = SPECS[part.single if part.single and isinstance(below, dict) else part.spec]
    blocks = tuple(
        _block(one, (*path, n) if isinstance(below, list) else path, spec, at=n, of=len(members))
        for n, one in enumerate(members)
    )
    adds = ((part.spec, str(SPECS[part.spec].title)),)
    other_shape = part.single and isinstance(below, dict)
    return _section(part, path, blocks=blocks, adds=() if other_shape else adds)


def _single(below: Data, path: Path, part: Part) -> Section:
    spec = SPECS[part.spec]
    if below is None:
        return _section(part, path, adds=((part.spec, str(spec.title)),))
    return _section(part, path, blocks=(_block(below, path, spec),))


def _pairs(below: Data, path: Path, part: Part) -> Section:
    held = below if isinstance(below, dict) else {}
    pairs = tuple(_pair(key, value, path) for key, value in held.items() if _is_plain(value))
    blocks = ()
    if part.kind == "expectations":
        blocks = tuple(_expected(key, value, path) for key, value in held.items())
        pairs = ()
    return _section(part, path, pairs=pairs, blocks=blocks, adds=(("pair", ""),))


def _is_plain(value: Data) -> bool:
    return not isinstance(value, dict)


def _pair(key: str, value: Data, path: Path) -> Field:
    plain = isinstance(value, str)
    return Field(key, address((*path, key)), "rule", value if plain else "", only_text=not plain)


def _expected(key: str, value: Data, path: Path) -> Block:
    made = _block(value, (*path, key), SPECS["expectation"])
    return replace(made, title=key, kind="pair")


def _named(below: Data, path: Path, part: Part) -> Section:
    held = below if isinstance(below, dict) else {}
    blocks = tuple(_named_block(name, value, path, part) for name, value in held.items())
    return _section(part, path, blocks=blocks, adds=(("named", str(part.title)),))


def _named_block(name: str, value: Data, path: Path, part: Part) -> Block:
    """A list of conditions under a name, which is itself to be filled in."""
    here = (*path, name)
    key = Field(_label("名称", _("名称")), address(here), "key", name, needed=True)
    section = _conditions(value, here, Part(name, "conditions", title=_("条件")))
    sections = (replace(section, title=_("条件")),)
    return Block(name, address(here), (key,), sections, kind="named")


# -- conditions ------------------------------------------------------------------------------------


def _conditions(below: Data, path: Path, part: Part) -> Section:
    members = below if isinstance(below, list) else []
    blocks = tuple(_condition(one, (*path, n), n, len(members)) for n, one in enumerate(members))
    return _section(part, path, blocks=blocks, adds=_condition_adds())


def _condition_adds() -> tuple[tuple[str, str], ...]:
    return (("condition", _("条件")), ("group", _("一组条件")), ("use", _("取用条件组")))


def _condition(data: Data, path: Path, at: int, of: int) -> Block:
    held = data if isinstance(data, dict) else {}
    word = next((word for word in GROUPS if word in held), "")
    if not word:
        made = _block(held, path, SPECS["use" if "用" in held else "condition"], at=at, of=of)
        return replace(made, kind="condition")
    spec = SPECS["group"]
    inner = Part(word, "conditions", title=GROUPS[word])
    made = _block({k: v for k, v in held.items() if k != word}, path, spec, at=at, of=of)
    section = _conditions(held[word], (*path, word), inner)
    return replace(
        made,
        kind="group",
        group=word,
        sections=(replace(section, title=str(GROUPS[word])),),
        groups=tuple((key, str(said)) for key, said in GROUPS.items()),
    )
