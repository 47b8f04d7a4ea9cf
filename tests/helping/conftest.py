"""The world of jobs, with graduates of this year: one free, one at work, one of whom nothing is known."""

from types import SimpleNamespace

import pytest

from tests.jobs.conftest import CITY, content, drafted, kept_world, opened, with_duty, world
from tests.registry.builders import OTHER_FIRM, load, number
from yulin.access.enums import Duty, Role
from yulin.helping.actions.lists import About, fill_from_register, make_list
from yulin.helping.models import HelpCase
from yulin.jobs.actions.posts import draft_post, submit_post
from yulin.registry.models import Person

__all__ = ["drafted", "kept_world", "opened", "with_duty", "world"]
FREE, BUSY, UNKNOWN = (number(f"9999992000{n:02}{n:02}00{n}") for n in (1, 2, 3))
YEAR = 2026


def about(**changes):
    told = {
        "name": "2026届离校未就业毕业生",
        "kind": "graduates",
        "division": CITY,
        "year": YEAR,
        "source": "教育局名册",
    }
    return About(**(told | changes))


def graduates():
    degree = {"学历": "本科", "毕业日期": "2026-06-30", "专业": "数控技术"}
    load(
        人员=[
            {"证件号": FREE, "姓名": "小自"},
            {"证件号": BUSY, "姓名": "小忙"},
            {"证件号": UNKNOWN, "姓名": "小疑"},
        ],
        学历=[{"证件号": one, **degree} for one in (FREE, BUSY, UNKNOWN)],
    )
    load(就业=[{"证件号": BUSY, "单位代码": OTHER_FIRM, "入职日期": "2026-07-01"}])
    # of the first it is known that there is no job: an ended one
    load(
        就业=[
            {
                "证件号": FREE,
                "单位代码": OTHER_FIRM,
                "入职日期": "2025-07-01",
                "离职日期": "2025-08-31",
            }
        ]
    )


@pytest.fixture
def helped(world, user_of, with_duty):
    """A list filled from the register: the one who is known to be free."""
    graduates()
    free = Person.objects.by_number(FREE)
    helplist = make_list(acting_user=world.moderator, about=about())
    fill_from_register(acting_user=world.moderator, helplist=helplist)
    helplist.refresh_from_db()
    return SimpleNamespace(
        world=world,
        helplist=helplist,
        case=HelpCase.objects.get(),
        free=free,
        grad=user_of(Role.PERSON, username="grad", person_key=str(free.uuid)),
        helper=world.moderator,
        second=with_duty(Duty.CHECKER, "second-helper", CITY),
    )


@pytest.fixture
def posts(world):
    """Two open posts: one seat for turners, two for welders."""
    made = []
    for title, seats in (("数控车工", 1), ("焊工", 2)):
        said = content(title=title, headcount=seats, duties=f"{title}：按图纸加工。", majors=())
        draft = draft_post(acting_user=world.clerk, employer=world.firm, content=said)
        made.append(submit_post(acting_user=world.clerk, post=draft))
    return made
