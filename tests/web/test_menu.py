"""The signed-in menus: one row of words, every entry once, the one that a page belongs to marked."""

import re
from types import SimpleNamespace

from django.template.loader import render_to_string
from django.test import RequestFactory

from yulin.web.menu import Group, Item, allowed, current_of, items_of
from yulin.web.navigation import MENUS


def test_no_menu_has_more_words_than_fit_in_a_row_and_no_entry_is_lost():
    assert {role: (len(menu), len(list(items_of(menu)))) for role, menu in MENUS.items()} == {
        "person": (6, 13),
        "employer": (6, 13),
        "school": (5, 5),
        "officer": (6, 21),
        "auditor": (4, 11),
        "administrator": (3, 3),
    }
    for menu in MENUS.values():
        addresses = [item.address for item in items_of(menu)]
        assert len(set(addresses)) == len(addresses)


def test_a_page_belongs_to_the_nearest_entry_above_it():
    def named(role, path):
        found = current_of(MENUS[role], path)
        return found and found.url_name

    assert named("officer", "/officer/") == "officer:desk"
    assert named("officer", "/officer/people/") == "officer:people"
    assert named("officer", "/officer/identity/names/") == "officer:people"
    assert named("officer", "/officer/helping/") == "helping:lists"
    assert named("officer", "/officer/helping/projects/new/") == "helping:projects"
    assert named("person", "/me/") == "person:dues"
    assert named("person", "/me/letters/") == "person:notices"
    assert named("person", "/me/erasure/") == "person:looks"
    assert named("employer", "/employer/plans/") == "employer:posts"
    assert named("officer", "/policies/") is None


def test_a_rule_takes_an_entry_away_and_a_group_of_one_is_that_one():
    shown = Item("public:home", "甲", "home", rule=lambda user: user)
    hidden = Item("public:home", "乙", "home", rule=lambda user: not user)
    assert allowed((Group("一", (shown, hidden)), Group("二", (hidden,))), user=True) == (shown,)
    pair = Group("三", (shown, hidden, shown))
    assert allowed((pair,), user=True) == (Group("三", (shown, shown)),)


def test_the_menu_opens_without_scripts_and_marks_where_one_is():
    request = RequestFactory().get("/officer/helping/projects/")
    user = SimpleNamespace(
        is_authenticated=True, role="officer", display_name="", get_role_display=""
    )
    html = render_to_string("yulin/role_nav.html", {"user": user, "request": request})
    assert html.count('<details class="menu-group" name="menu">') == 5
    assert " open" not in html
    assert re.findall(r'aria-current="true">(\w+)</summary>', html) == ["帮扶与服务"]
    assert re.findall(r'href="([^"]+)" aria-current="page"', html) == ["/officer/helping/projects/"]
