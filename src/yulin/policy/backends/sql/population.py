"""Works out every variable and figure of a program for subjects, in waves of dependency."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlglot import exp

from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.backends import needs
from yulin.policy.backends.sql.cells import sql_type
from yulin.policy.backends.sql.dialects import alias, called, cast, column, named
from yulin.policy.backends.sql.emit import literal
from yulin.policy.backends.sql.records import Figures
from yulin.policy.backends.sql.rows import Rows, by_match, sql_kind
from yulin.policy.backends.sql.sheets import Job, Sheet, Source, ordered

Figure = ir.Aggregate | ir.Linked


@dataclass
class Population:
    """Subjects of one kind: a sheet with the key and the own row of each."""

    job: Job
    subject: str
    sheet: Sheet
    _levels: dict[str, int] = field(default_factory=dict)
    _figure_levels: dict[Figure, int] = field(default_factory=dict)

    def prepare(self, nodes: Iterable[ir.Node]) -> None:
        """Add the variables and figures that expressions read."""
        names, figures = self._needed(nodes)
        waves: dict[int, tuple[list[Figure], list[str]]] = {}
        for figure in figures:
            waves.setdefault(self._figure_level(figure), ([], []))[0].append(figure)
        for name in names:
            waves.setdefault(self._level(name), ([], []))[1].append(name)
        for level in sorted(waves):
            self._add_figures(waves[level][0])
            self._add_variables(waves[level][1])

    # -- what is needed, and in which order --------------------------------------------------------

    def _needed(self, nodes: Iterable[ir.Node]) -> tuple[list[str], list[Figure]]:
        names: dict[str, None] = {}
        figures: dict[Figure, None] = {}
        waiting = list(nodes)
        while waiting:
            for part in needs.of_subject(waiting.pop()):
                if isinstance(part, ir.Var) and part.name not in names and self._is_ours(part):
                    names[part.name] = None
                    definition = self.job.program.definitions[part.name].node
                    if definition is not None:
                        waiting.append(definition)
                elif isinstance(part, Figure) and self._cell(part) not in self.sheet.places:
                    figures[part] = None
        return list(names), list(figures)

    def _cell(self, node: ir.Node) -> int:
        return self.job.graph.add(node)

    def _is_ours(self, variable: ir.Var) -> bool:
        """Whether the variable is still to be added; ``@`` marks what the decision supplies."""
        return not variable.name.startswith("@") and self._cell(variable) not in self.sheet.places

    def _level(self, name: str) -> int:
        if name not in self._levels:
            node = None if name.startswith("@") else self.job.program.definitions[name].node
            self._levels[name] = 0 if node is None else 1 + self._depth(needs.of_subject(node))
        return self._levels[name]

    def _depth(self, parts: Iterable[ir.Node]) -> int:
        depths = [0]
        for part in parts:
            if isinstance(part, Figure):
                depths.append(self._figure_level(part))
            elif isinstance(part, ir.Var):
                depths.append(self._level(part.name))
        return max(depths)

    def _figure_level(self, node: Figure) -> int:
        found = self._figure_levels.get(node)
        if found is None:
            _, *parts = needs.of_subject(node)
            found = self._figure_levels[node] = 1 + self._depth(parts)
        return found

    # -- adding ------------------------------------------------------------------------------------

    def _add_variables(self, names: list[str]) -> None:
        graph, definitions = self.job.graph, self.job.program.definitions
        cells = {}
        for name in names:
            definition = definitions[name]
            variable = graph.add(ir.Var(name, definition.type))
            if definition.node is None:
                cells[variable] = graph.const(None, sql_type(definition.type))
            else:
                cells[variable] = graph.add(definition.node)
        self.sheet.name(cells)

    def _add_figures(self, figures: list[Figure]) -> None:
        by_table: dict[tuple[str, str], list[ir.Aggregate]] = {}
        links = [f for f in figures if isinstance(f, ir.Linked)]
        for figure in figures:
            if isinstance(figure, ir.Aggregate):
                by_table.setdefault((figure.table, figure.key), []).append(figure)
        self.link(self.sheet, links)
        for (table, key), same in by_table.items():
            self.figures(self.sheet, table, key, same)

    def figures(self, about: Sheet, table: str, key: str, nodes: list[ir.Aggregate]) -> None:
        """Add figures over the rows of a table to a sheet of subjects, or of outer rows."""
        graph = self.job.graph
        source = self.job.sources.get(table)
        if source is None or self.subject in source.lacking:
            nothing = {graph.add(n): graph.const(None, sql_type(n.type)) for n in nodes}
            about.name(nothing)
            return
        once = (graph.add(part) for node in nodes for part in needs.about_subject(node))
        self.sheet.add(n for n in once if graph[n].op != "const")
        rows = Rows(self, about, table, key)
        for matching, same in by_match(nodes).items():
            tested = rows.brought(matching, same)
            places = Figures(self.sheet, about, tested.sheet, tested.nodes).places()
            about.places.update({graph.add(n): p for n, p in zip(same, places, strict=True)})

    # -- other subjects ----------------------------------------------------------------------------

    def link(self, about: Sheet, nodes: list[ir.Linked]) -> None:
        """Add what nodes are for the subjects whom their keys name."""
        by_kind: dict[str, list[ir.Linked]] = {}
        for node in nodes:
            by_kind.setdefault(node.subject, []).append(node)
        for kind, same in by_kind.items():
            self._link_kind(about, kind, same)

    def _link_kind(self, about: Sheet, kind: str, nodes: list[ir.Linked]) -> None:
        graph = self.job.graph
        keys = list(dict.fromkeys(graph.add(node.key) for node in nodes))
        about.add(keys)
        others = Population(self.job, kind, named_sheet(self.job, kind, self._names(about, keys)))
        others.prepare(node.node for node in nodes)
        found = {graph.add(node): graph.add(node.node) for node in nodes}
        others.sheet.add(found.values())
        for key in keys:
            mine = {
                graph.add(node): found[graph.add(node)]
                for node in nodes
                if graph.add(node.key) == key
            }
            self._bring(about, key, others.sheet, mine)

    def _names(self, about: Sheet, keys: list[int]) -> exp.Select | exp.Union:
        """Return the query for every key that is named, once."""
        parts = []
        for key in keys:
            place = about.find(key)
            assert place is not None
            value = column(place[1], place[0])
            query = exp.select(called(value, "k")).from_(named(place[0]))
            known = exp.Not(this=exp.Is(this=value.copy(), expression=exp.null()))
            parts.append(query.where(known, copy=False))
        if len(parts) == 1:
            return parts[0].distinct(copy=False)
        return exp.union(*parts, distinct=True, copy=False)

    def _bring(self, about: Sheet, key: int, others: Sheet, mine: dict[int, int]) -> None:
        """Put the others' values beside those who name them; an unknown name brings nothing."""
        query = about.source([key])
        test = exp.EQ(this=column("_key", others.base), expression=about.value(key))
        query = query.join(named(others.base), on=test, join_type="left", copy=False)
        for table in others.tables(mine.values()):
            same = exp.EQ(this=column("id", table), expression=column("id", others.base))
            query = query.join(named(table), on=same, join_type="left", copy=False)
        names = {number: self.job.name("c") for number in mine}
        values = [called(others.value(there), names[number]) for number, there in mine.items()]
        made = self.job.table(query.select(column("id", about.base), *values, copy=False))
        about.places.update({number: (made, names[number]) for number in mine})


def own_sheet(job: Job, subject: str, chosen: Source | None = None) -> Sheet:
    """Return the sheet of everyone in the subject's own table, or of those who are chosen.

    Args:
        job: what is being decided.
        subject: the kind of subject.
        chosen: a relation whose key column names them; None: everyone.
    """
    source, key = job.sources[subject], schema.BY_NAME[subject].key
    query = exp.select(
        called(source.position("o"), "id"),
        called(column(key, "o"), "_key"),
    ).from_(source.table("o"), copy=False)
    if chosen is not None:
        keys = exp.select(column(key, "w")).from_(chosen.table("w"), copy=False)
        query = query.where(exp.In(this=column(key, "o"), query=keys.subquery()), copy=False)
    return _with_own(job, subject, query)


def named_sheet(job: Job, subject: str, names: exp.Query) -> Sheet:
    """Return the sheet of those named in a query's column ``k``, known to the facts or not."""
    rank = exp.Window(this=exp.RowNumber(), order=ordered(column("k", "n")))
    query = exp.select(called(rank, "id"), called(column("k", "n"), "_key")).from_(
        exp.Subquery(this=names, alias=alias("n"))
    )
    source = job.sources.get(subject)
    if source is not None:
        test = exp.EQ(this=column(schema.BY_NAME[subject].key, "o"), expression=column("k", "n"))
        query = query.join(source.table("o"), on=test, join_type="left", copy=False)
    return _with_own(job, subject, query)


def _with_own(job: Job, subject: str, query: exp.Select) -> Sheet:
    """Return the sheet of a query that reads the own table as ``o``, with its own columns."""
    table = schema.BY_NAME.get(subject)
    columns = table.columns if table is not None else ()
    kinds = {c: sql_kind(c) for c in columns}
    names = {c: job.name("c") for c in columns}
    for c in columns:
        known = cast(column(c.name, "o"), kinds[c])
        value = known if subject in job.sources else literal(None, kinds[c])
        query = query.select(called(value, names[c]), copy=False)
    sheet = Sheet(job, job.table(query))
    sheet.own = {c.name: (sheet.base, names[c]) for c in columns}
    return sheet
