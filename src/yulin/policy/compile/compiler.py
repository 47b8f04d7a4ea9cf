"""Compiles documents to a Program for one date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from yulin.codes import divisions
from yulin.policy import ir
from yulin.policy.compile.amounts import compile_amount
from yulin.policy.compile.life import compile_life, compile_quota
from yulin.policy.compile.names import Loaded, Names, covers, expression_place, standard_names
from yulin.policy.compile.relations import (
    DIRECTED,
    Stated,
    amended,
    refuse_impossible,
    stated,
)
from yulin.policy.dates import timing
from yulin.policy.dates.growth import Growth
from yulin.policy.document import (
    Benefit,
    Classification,
    ClassItem,
    Condition,
    Document,
    Formula,
    OutputRule,
    Part,
    Relation,
    Version,
)
from yulin.policy.kinds import DAY, MONEY, TEXT, YES, Label, Number, Type
from yulin.policy.language.checker import check, check_number, check_yes
from yulin.policy.language.parser import parse
from yulin.policy.language.scales import to_scale
from yulin.policy.language.scope import Scope, Typed
from yulin.policy.old_rule import NEW_RULE, NEW_RULE_TEXT
from yulin.policy.problems import ExpressionError, Place
from yulin.policy.program import (
    Clause,
    CompiledOutput,
    CompiledPart,
    Extra,
    Group,
    Item,
    Program,
)
from yulin.policy.reader import Problems
from yulin.policy.vocabulary import Subject

REGION_CLAUSE = "适用地区"
_TRUE = ir.Const(True, YES)


@dataclass
class Compiler:
    """Compiles one document version; findings go to ``problems`` and compilation goes on."""

    document: Document
    version: Version
    names: Names
    problems: Problems
    #: regions where a more specific document stands in for this one
    displaced_in: tuple[int, ...] = ()
    #: id of the benefit that is being compiled
    benefit_id: str = ""
    relations: tuple[Stated, ...] = ()
    #: whether this version has ended and goes on for its entry cohort alone
    continuing: bool = False
    #: where this version is the newest: those that go on beside it
    cohorts: tuple[Version, ...] = ()
    _made: dict[str, Item] = field(default_factory=dict)

    def scope(self, subject: Subject) -> Scope:
        """Return the scope of this document."""
        return self.names.scope(self.document, subject, self.benefit_id)

    def checked(self, formula: Formula, make: Callable[[], Typed | ir.Node]) -> ir.Node | None:
        """Return the node that ``make`` gives, or None after reporting its fault."""
        typed = self.typed(formula, lambda: _as_typed(make()))
        return typed.node if typed else None

    def typed(self, formula: Formula, make: Callable[[], Typed]) -> Typed | None:
        """Return what ``make`` gives, or None after reporting its fault."""
        try:
            return make()
        except ExpressionError as error:
            text, place = error.formula, error.place
            if not text:
                text, place = formula.text, expression_place(formula.place, error)
            self.problems.error(place, error.code, f"{error.message}（{text}）", error.advice)
            return None

    # -- conditions --------------------------------------------------------------------------

    def clause(self, condition: Condition, subject: Subject) -> Clause:
        """Return a condition tree compiled; a faulty leaf counts as always true after its report."""
        if condition.kind == "leaf":
            return self._leaf(condition, subject)
        children = tuple(self.clause(c, subject) for c in condition.children)
        return group(condition, children)

    def _leaf(self, condition: Condition, subject: Subject) -> Clause:
        formula = cast(Formula, condition.formula)
        scope = self.scope(subject)
        plain = self.checked(formula, lambda: check_yes(parse(formula.text), scope)) or _TRUE
        node = ir.Not(timing.false(plain)) if condition.process else plain
        return Clause(condition=condition, node=node, plain=plain)

    def region_clause(self, subject: Subject) -> Clause | None:
        """Return the clause that asks for the working region, or None where it is everywhere."""
        region = self.document.region
        if region == 0 and not self.displaced_in:
            return None
        name = "工作地区" if subject == "人员" else "单位地区"
        where = self.names.resolve(name, self.document, subject).node
        parts: list[ir.Node] = [ir.Within(where, region)] if region else []
        parts += [ir.Not(ir.Within(where, inner)) for inner in self.displaced_in]
        node = parts[0] if len(parts) == 1 else ir.And(tuple(parts))
        return Clause(condition=self._region_condition(subject), node=node, plain=node)

    def _region_condition(self, subject: Subject) -> Condition:
        region, place = self.document.region, Place(self.document.file, 1, 1)
        verb, verb_en = ("工作", "Works") if subject == "人员" else ("经营", "Operates")
        where = divisions.called(region) if region else ""
        text, text_en = (f"在{where}{verb}", f"{verb_en} in {where}") if where else ("", "")
        if self.displaced_in:
            others = "、".join(divisions.called(r) for r in self.displaced_in)
            text = f"{text}{'，' if text else ''}不在{others}{verb}（那里另有规定）"
            not_there = f"not in {others}, which has a rule of its own"
            text_en = f"{text_en}, {not_there}" if text_en else f"{verb_en} {not_there}"
        return Condition(
            id=REGION_CLAUSE,
            kind="leaf",
            text=text,
            text_en=text_en,
            formula=Formula(text=f"工作地区 属于 {region}", place=place),
            place=place,
        )

    # -- items -------------------------------------------------------------------------------

    def benefit(self, benefit: Benefit) -> Item:
        """Return a benefit compiled; the second call gives what the first made."""
        if benefit.id not in self._made:
            self._made[benefit.id] = replace(self, benefit_id=benefit.id)._benefit(benefit)
        return self._made[benefit.id]

    def _benefit(self, benefit: Benefit) -> Item:
        key = f"{self.document.id}/{benefit.id}"
        amended_benefit = amended(benefit, key, self.relations)
        clause = self.clause(amended_benefit.condition, benefit.subject)
        region = self.region_clause(benefit.subject) if benefit.local else None
        heads = [c for c in (self._cohort_clause(benefit), region) if c is not None]
        if heads:
            clause = group(clause.condition, (*heads, *clause.children))
        rule = amended_benefit.amount
        amount = compile_amount(self, rule, benefit.subject) if rule is not None else None
        return Item(
            document=self.document,
            version=self.version,
            source=benefit,
            id=f"{benefit.id}@{self.version.name}" if self.continuing else benefit.id,
            kind=benefit.kind,
            subject=benefit.subject,
            clause=clause,
            truth=clause.node,
            amount=amount,
            parts=tuple(
                self._part(p, benefit, amount.node if amount else None) for p in benefit.parts
            ),
            outputs=tuple(o for o in (self._output(r, benefit) for r in benefit.outputs) if o),
            region_clause=region,
            life=compile_life(self, benefit.life, benefit) if benefit.life else None,
            quota=compile_quota(self, benefit.quota, benefit) if benefit.quota else None,
        )

    def _cohort_clause(self, benefit: Benefit) -> Clause | None:
        """Keep apart those who go on under an ended version and those whom the newest decides."""
        subject = benefit.subject
        if self.continuing:
            return self._in_cohort(self.version, subject, "老人老办法")
        older = [v for v in self.cohorts if any(b.id == benefit.id for b in v.benefits)]
        if not older:
            return None
        parts = tuple(self._in_cohort(v, subject, f"老办法.{v.name}") for v in older)
        whole = Condition(
            id=NEW_RULE,
            kind="not",
            text=NEW_RULE_TEXT,
            text_en="Not among those who stay under the old rule",
        )
        return group(whole, parts)

    def _in_cohort(self, version: Version, subject: Subject, name: str) -> Clause:
        condition = Condition(
            id=name,
            kind="leaf",
            text=f"属于按“{version.name}”版执行完毕的人员",
            text_en=f"Stays under the version {version.name} to its end",
            formula=version.cohort,
            place=version.place,
        )
        return self._leaf(condition, subject)

    def _part(self, part: Part, benefit: Benefit, whole: ir.Node | None) -> CompiledPart:
        clause = self.clause(part.condition, benefit.subject) if part.condition else None
        return CompiledPart(
            name=part.name,
            name_en=part.name_en,
            clause=clause,
            amount=self._part_amount(part, benefit, whole),
            truth=clause.node if clause else _TRUE,
        )

    def _part_amount(self, part: Part, benefit: Benefit, whole: ir.Node | None) -> ir.Node:
        scope = self.scope(benefit.subject)
        fallback = ir.Unknown(MONEY, "金额未知")
        if part.formula is not None:
            formula = part.formula
            node = self.checked(formula, lambda: check_number(parse(formula.text), scope, MONEY))
            return node or fallback
        if part.share is None or whole is None:
            return fallback
        share = part.share
        node = self.checked(share, lambda: _share_of(whole, parse_share(share, scope)))
        return node or fallback

    def _output(self, rule: OutputRule, benefit: Benefit) -> CompiledOutput | None:
        scope = self.scope(benefit.subject)
        expect: Type = Number(rule.unit, 2 if rule.unit in ("元", "㎡") else 0)
        typed = self.typed(rule.formula, lambda: check(parse(rule.formula.text), scope, expect))
        if typed is None:
            return None
        if isinstance(typed.type, Number) and rule.unit == "元":
            typed = to_scale(typed, MONEY, 0)
        return CompiledOutput(
            name=rule.name, name_en=rule.name_en, unit=rule.unit, node=typed.node, type=typed.type
        )

    def classification(self, source: Classification) -> Item | None:
        """Return the classes compiled: the label of the first that holds."""
        kind = self._label_type(source)
        if kind is None:
            return None
        clauses = tuple(self.clause(item.condition, "人员") for item in source.items)
        cases = tuple(
            (clause.node, self._class_of(item, kind))
            for clause, item in zip(clauses, source.items, strict=True)
        )
        label = ir.Choose(cases, ir.Const(kind.labels.code(source.otherwise), kind), kind)
        whole = Condition(id="分类", kind="any", text=source.name, text_en=source.name_en)
        clause = group(whole, clauses)
        return Item(
            document=self.document,
            version=self.version,
            source=source,
            id=source.id,
            kind="class",
            subject="人员",
            clause=clause,
            truth=clause.node,
            label=label,
            label_type=kind,
        )

    def _class_of(self, item: ClassItem, kind: Label) -> ir.Node:
        """Return an item's class: the one it names, or the one whose name its value gives."""
        if item.value is None:
            return ir.Const(kind.labels.code(item.label), kind)
        formula, scope = item.value, self.scope("人员")
        text = self.checked(formula, lambda: check(parse(formula.text), scope))
        if text is None:
            return ir.Unknown(kind, "认定的类别写法有误")
        cases = tuple(
            (ir.Compare("==", text, ir.Const(word, TEXT)), ir.Const(code, kind))
            for code, word in enumerate(kind.labels.labels)
        )
        return ir.Choose(cases, ir.Unknown(kind, "认定的类别不在目录里"), kind)

    def _label_type(self, source: Classification) -> Label | None:
        term = self.names.vocabulary.terms.get(source.produces)
        if term is None or not isinstance(term.type, Label):
            self.problems.error(
                source.place, "E450", f"产出 “{source.produces}” 不是词汇表里的选项类名称"
            )
            return None
        for label in [*(i.label for i in source.items), source.otherwise]:
            if label and label not in term.type.labels.labels:
                self.problems.error(
                    source.place, "E451", f"{source.produces} 没有 “{label}” 这一类"
                )
                return None
        return term.type


def _as_typed(made: Typed | ir.Node) -> Typed:
    return made if isinstance(made, Typed) else Typed(made, YES)


def parse_share(share: Formula, scope: Scope) -> Typed:
    """Return a share of a sum, e.g. 50%."""
    typed = check(parse(share.text), scope)
    if not isinstance(typed.type, Number) or typed.type.unit:
        raise ExpressionError(0, "E452", "占 应当是比例", "写成 50%")
    return typed


def _share_of(whole: ir.Node, share: Typed) -> ir.Node:
    kind = cast(Number, share.type)
    product = Number("元", MONEY.scale + kind.scale)
    if kind.scale == 0:
        return ir.Multiply(whole, share.node, product)
    return ir.Round(ir.Multiply(whole, share.node, product), kind.scale, "half", MONEY)


def group(condition: Condition, children: Sequence[Clause]) -> Clause:
    """Return a group clause over compiled children."""
    if condition.kind == "leaf":
        condition = replace(condition, kind="all", children=(condition,))
    nodes = tuple(c.node for c in children)
    plain = tuple(c.plain for c in children)
    return Clause(
        condition=condition,
        node=_join(condition, nodes),
        plain=_join(condition, plain),
        children=tuple(children),
    )


def _join(condition: Condition, nodes: tuple[ir.Node, ...]) -> ir.Node:
    if condition.kind == "any":
        return nodes[0] if len(nodes) == 1 else ir.Or(nodes)
    if condition.kind == "not":
        return ir.Not(nodes[0] if len(nodes) == 1 else ir.Or(nodes))
    if not nodes:
        return _TRUE
    return nodes[0] if len(nodes) == 1 else ir.And(nodes)


# -- the whole program -----------------------------------------------------------------------------


def compile_program(documents: Iterable[Document], as_of: dt.date, problems: Problems) -> Program:
    """Return the program of the versions in force on a date; findings go to ``problems``."""
    loaded = Loaded(documents=tuple(documents))
    return compile_versions(deciding(loaded.documents, as_of), problems, loaded, day=as_of)


def deciding(documents: Iterable[Document], day: dt.date) -> list[tuple[Document, Version]]:
    """Return the versions that decide on a day: those in force, and those that go on for a cohort."""
    pairs: list[tuple[Document, Version]] = []
    for document in documents:
        version = document.version_on(day)
        pairs += [(document, version)] if version is not None else []
        pairs += [(document, v) for v in document.continuing(day) if v != version]
    return pairs


def compile_versions(
    pairs: Sequence[tuple[Document, Version]],
    problems: Problems,
    loaded: Loaded | None = None,
    *,
    day: dt.date | None = None,
) -> Program:
    """Return the program of chosen versions; documents with classes go first.

    Args:
        pairs: documents with the version that decides; some may go on for an entry cohort only.
        problems: takes the findings.
        loaded: all that expressions may refer to.
        day: tells which versions have ended by then.
    """
    names = standard_names(problems, loaded)
    compilers = _compilers(pairs, names, problems, day)
    for compiler in compilers:
        for benefit in compiler.version.benefits:
            if not compiler.continuing:
                names.benefits[f"{compiler.document.id}/{benefit.id}"] = _offer(compiler, benefit)
    items: list[Item] = []
    for compiler in sorted(compilers, key=lambda c: c.version.classification is None):
        items.extend(_items(compiler, compiler.version))
    order = {d.id: n for n, (d, _) in enumerate(pairs)}
    items.sort(key=lambda i: order[i.document.id])
    # what a cap alone speaks of must be among the names whose growth is known
    groups = _groups(compilers, {i.key: i.subject for i in items})
    growth = _growth(names)
    finished = tuple(_timed(_with_ceilings(item, groups), growth) for item in items)
    return Program(
        items=finished,
        definitions=names.definitions,
        groups=tuple(g for g in groups if g.exclusive),
        relations=groups,
        growth=growth,
        by_key={i.key: i for i in finished},
    )


def _compilers(
    pairs: Sequence[tuple[Document, Version]],
    names: Names,
    problems: Problems,
    day: dt.date | None,
) -> list[Compiler]:
    documents = list({d.id: d for d, _ in pairs}.values())
    relations = stated(documents)
    refuse_impossible(relations, problems)
    ended = [(d.id, v) for d, v in pairs if day is not None and v.goes_on(day)]
    return [
        Compiler(
            document,
            version,
            names,
            problems,
            displaced_in=tuple(d.region for d in documents if d.replaces == document.id),
            relations=relations,
            continuing=(document.id, version) in ended,
            cohorts=tuple(v for i, v in ended if i == document.id and v is not version),
        )
        for document, version in pairs
    ]


def _offer(compiler: Compiler, benefit: Benefit) -> Callable[[], tuple[ir.Node, ir.Node]]:
    """Return how other expressions get at a benefit's truth and total (可得, 可得额)."""

    def offered() -> tuple[ir.Node, ir.Node]:
        item = compiler.benefit(benefit)
        unknown = ir.Unknown(MONEY, f"“{benefit.name}”的金额未知")
        return item.truth, item.amount.total if item.amount is not None else unknown

    return offered


def _items(compiler: Compiler, version: Version) -> list[Item]:
    made: list[Item] = []
    if version.classification is not None:
        item = compiler.classification(version.classification)
        if item is not None and item.label is not None and item.label_type is not None:
            made.append(item)
            producers = compiler.names.produced.setdefault(version.classification.produces, [])
            producers.append((compiler.document.region, item.label, item.label_type))
    made.extend(compiler.benefit(b) for b in version.benefits)
    return made


def _growth(names: Names) -> Growth:
    return Growth(
        {k: d.node for k, d in names.definitions.items()},
        frozenset(k for k, d in names.definitions.items() if d.term.grows),
    )


def _timed(item: Item, growth: Growth) -> Item:
    """Return the item with what time alone may bring."""
    clause = _timed_clause(item.clause, growth)
    if item.kind == "class":
        return replace(item, clause=clause)
    foresees = isinstance(item.source, Benefit) and item.source.foresees
    return replace(
        item,
        clause=clause,
        outlook=_outlook(item, growth) if foresees else None,
        parts=tuple(_timed_part(p, item, growth) for p in item.parts),
    )


def _outlook(item: Item, growth: Growth) -> timing.Outlook | None:
    found = timing.outlook(item.truth, f"@when:{item.key}", growth)
    ends = _says_so_until(item)
    if found is None or ends is None:
        return found
    in_force = ir.Compare("<=", ir.Var(found.when, DAY), ir.Const(ends, DAY))
    return replace(found, later=ir.And((in_force, found.later)))


def _says_so_until(item: Item) -> dt.date | None:
    """Return the last day on which this benefit reads the same, through versions that keep it."""
    ends = item.version.ends
    while ends is not None:
        following = item.document.version_on(ends + dt.timedelta(days=1))
        if following is None or item.source not in following.benefits:
            return ends
        ends = following.ends
    return None


def _timed_clause(clause: Clause, growth: Growth) -> Clause:
    kind = clause.condition.kind
    if kind == "leaf":
        outlook = timing.outlook(clause.plain, "@when", growth)
        return replace(clause, outlook=outlook, shortfall=timing.shortfall(clause.plain))
    children = tuple(_timed_clause(c, growth) for c in clause.children)
    outlook = timing.outlook(clause.node, "@when", growth) if kind == "not" else None
    return replace(clause, children=children, outlook=outlook)


def _timed_part(part: CompiledPart, item: Item, growth: Growth) -> CompiledPart:
    clause = _timed_clause(part.clause, growth) if part.clause else None
    when = f"@when:{item.key}/{part.name}"
    return replace(part, clause=clause, outlook=timing.outlook(part.truth, when, growth))


def _groups(compilers: Sequence[Compiler], kinds: Mapping[str, Subject]) -> tuple[Group, ...]:
    made: list[Group] = []
    for compiler in compilers:
        if compiler.continuing and any(
            c.document is compiler.document and not c.continuing for c in compilers
        ):
            continue
        own = compiler.document
        mine = (s for s in compiler.relations if any(s.relation is r for r in own.relations))
        made.extend(_group(s, compiler, kinds) for s in mine)
    capped = (replace(g, ceiling_column=_ceiling_column(g, n)) for n, g in enumerate(made))
    return _in_turn([g for g in capped if _binds(g)])


def _group(said: Stated, compiler: Compiler, kinds: Mapping[str, Subject]) -> Group:
    relation, wanted = said.relation, said.members
    found = [[k for k in sorted(kinds) if k == m or k.startswith(f"{m}@")] for m in wanted]
    members = tuple(key for keys in found for key in keys)
    if relation.rule in DIRECTED and not found[0]:
        members = ()  # without the first the rest are as if nothing had been said of them
    subject = kinds[members[0]] if members else compiler.document.subject
    if relation.rule == "cap":
        members = tuple(m for m in members if kinds[m] == subject)
    return Group(relation=relation, members=members, ceiling=_ceiling(relation, compiler, subject))


def _binds(group: Group) -> bool:
    """Say whether a relation says anything of the members that are decided; a cap binds even one."""
    return len(group.members) > (0 if group.relation.rule == "cap" else 1)


def _in_turn(groups: Sequence[Group]) -> tuple[Group, ...]:
    """Return the groups, every deduction after those that lessen what it takes off."""
    waiting = [g for g in groups if g.relation.rule == "deduct"]
    ordered: list[Group] = []
    while waiting:
        lessened = {m for g in waiting for m in g.others}
        after = next((g for g in waiting if not lessened.intersection(g.first)), waiting[0])
        waiting.remove(after)
        ordered.append(after)
    turn = iter(ordered)
    return tuple(next(turn) if g.relation.rule == "deduct" else g for g in groups)


def _ceiling(relation: Relation, compiler: Compiler, subject: Subject) -> ir.Node | None:
    formula = relation.ceiling
    if formula is None:
        return None
    scope = compiler.scope(subject)
    return compiler.checked(formula, lambda: check_number(parse(formula.text), scope, MONEY))


def _ceiling_column(group: Group, number: int) -> str:
    kept = group.ceiling is not None and group.members
    return f"{group.members[0]}|ceiling{number}" if kept else ""


def _with_ceilings(item: Item, groups: Sequence[Group]) -> Item:
    """Return an item with the caps that wide frames keep beside it."""
    ceilings = tuple(
        Extra(name, group.ceiling, MONEY)
        for group in groups
        for key, _, name in [group.ceiling_column.rpartition("|")]
        if group.ceiling is not None and key == item.key
    )
    return replace(item, ceilings=ceilings) if ceilings else item


__all__ = ["Compiler", "compile_program", "compile_versions", "covers", "deciding", "group"]
