"""One expression through both back ends, which must agree before its value is looked at."""

import polars as pl

from tests.policy import arrays
from tests.policy.documents import AS_OF, benefit, document, library
from tests.policy.language import scope
from yulin.facts import schema
from yulin.policy import ir
from yulin.policy.backends import sharing
from yulin.policy.backends.polars import Context, dtype
from yulin.policy.backends.population import Population
from yulin.policy.backends.python import Frame, run
from yulin.policy.dates.growth import Growth
from yulin.policy.language.checker import check
from yulin.policy.language.parser import parse
from yulin.policy.program import Definition, Program
from yulin.policy.subjects import Register, frame_for
from yulin.policy.vocabulary import Term

SCOPE = scope()
#: what looks at every expression besides: called with the node, the program or None, whom or what it
#: is worked out for, the date and the values that both back ends gave
ALSO = []


def values(text, rows, as_of=AS_OF, expect=None):
    """Stored values of an expression over rows of given facts (甲钱, 甲数 … of the small scope)."""
    return node_values(check(parse(text), SCOPE, expect).node, rows, as_of)


def value(text, as_of=AS_OF, expect=None, **facts):
    return values(text, [facts], as_of, expect)[0]


def node_values(node, rows, as_of=AS_OF):
    kinds = {n.name: n.type for n in ir.walk(node) if isinstance(n, ir.Var)}
    given = [{name: row.get(name.split(":")[-1]) for name in kinds} for row in rows]
    slow = [run(node, Frame(program=None, as_of=as_of, given=cells)) for cells in given]
    frame = pl.DataFrame(
        {"#": range(len(rows)), **{n: [g[n] for g in given] for n in kinds}},
        schema={"#": pl.Int64, **{n: dtype(kind) for n, kind in kinds.items()}},
    )
    context = Context(as_of, str, str, str)
    # lazily, as a population does it: at once, a column may come out as a single value
    found = frame.lazy().select("#", context.expr(node).alias("v")).collect()["v"]
    # with the columns at hand, what they prove and what is held twice makes other expressions
    looked_at = Context(as_of, str, str, str, lambda name: frame.get_column(name, default=None))
    planned = sharing.with_columns(frame, looked_at, {"v": (node, found.dtype)})["v"]
    for fast in (found.to_list(), planned.to_list()):
        assert fast == slow
        assert list(map(type, fast)) == list(map(type, slow))
    assert arrays.of_given(node, kinds, given, as_of) == slow
    for look in ALSO:
        look(node, None, given, as_of, slow)
    return slow


def figures(text, facts, as_of=AS_OF, subject="人员", more=""):
    """Stored values of an expression over record tables, one for each subject."""
    head = f'定义:\n  - {{名称: 数, 式: "{text}"}}\n{more}'
    head += "对象: 单位\n" if subject == "单位" else ""
    program = library(document(benefit("已知(数)"), region=330300, more=head)).program(as_of)
    name = "T-1:数"
    var = ir.Var(name, program.definitions[name].type)
    return program_values(var, program, facts, as_of, subject)


def figure(text, facts, as_of=AS_OF, **more):
    return figures(text, facts, as_of, **more)[0]


def defined(**nodes):
    """A program of definitions only: name → (kind of subject, type, node), the node None for a fact."""
    made = {}
    for name, (subject, kind, node) in nodes.items():
        term = Term(name=name, en=name, type=kind, subject=subject)
        made[name] = Definition(key=name, name=name, term=term, type=kind, node=node)
    return Program(items=(), definitions=made, groups=(), growth=Growth({}, frozenset()))


def program_values(node, program, facts, as_of=AS_OF, subject="人员"):
    """Stored values of a node for each subject: three ways that must agree."""
    population = Population(program, facts, as_of, subject)
    population.prepare([node])
    fast = population.values(node).to_list()
    register = Register(program, as_of, facts)
    keys = facts.tables[subject][schema.BY_NAME[subject].key]
    slow = [run(node, register.frame(subject, key)) for key in keys]
    assert fast == slow
    assert list(map(type, fast)) == list(map(type, slow))
    alone = (frame_for(program, as_of, facts=facts, subject=key, kind=subject) for key in keys)
    assert [run(node, frame) for frame in alone] == slow
    assert arrays.of_subjects(node, program, facts, as_of, subject) == slow
    for look in ALSO:
        look(node, program, (facts, subject), as_of, slow)
    return slow


def over_records(node, facts, as_of=AS_OF, subject="人员", **definitions):
    return program_values(node, defined(**definitions), facts, as_of, subject)
