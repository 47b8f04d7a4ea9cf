"""Which changes of the engine are tried, on which tests, and what their results count for."""

from bench.mutated import Options
from bench.mutation import choose, draw, interval

OPTIONS = Options(4, 1, (), (), 60, 1)


def test_files_are_drawn_from_by_their_lines():
    known = {"big.py": [f"b{n}" for n in range(9)], "small.py": ["s0", "s1"], "tiny.py": ["t"]}
    drawn = draw(known, {"big.py": 60, "small.py": 20, "tiny.py": 5}, OPTIONS)
    assert {file: len(names) for file, names in drawn.items()} == {
        "big.py": 3,
        "small.py": 1,
        "tiny.py": 0,
    }


def test_what_a_file_cannot_give_others_do():
    drawn = draw({"a.py": ["a"], "b.py": ["b0", "b1", "b2"]}, {"a.py": 90, "b.py": 10}, OPTIONS)
    assert drawn == {"a.py": ["a"], "b.py": ["b0", "b1", "b2"]}


def test_quick_tests_that_reach_the_function_are_chosen():
    reached = {
        "slow": (50.0, ["m.x_f"]),
        "quick": (1.0, ["m.x_f", "m.x_g"]),
        "other": (0.5, ["m.x_g"]),
        "middle": (20.0, ["m.x_f"]),
        "": (0.0, ["m.x_at_import"]),
    }
    mutants_of = [f"m.x_{name}__mutmut_1" for name in ("f", "g", "at_import", "unreached")]
    assert list(choose(mutants_of, reached, 60.0).values()) == [
        ["quick", "middle"],
        ["other", "quick"],
        ["other", "quick", "middle"],
        [],
    ]


def test_a_test_beyond_all_limits_is_taken_where_it_is_the_only_one():
    assert choose(["m.x_f__mutmut_2"], {"slow": (90.0, ["m.x_f"])}, 60.0) == {
        "m.x_f__mutmut_2": ["slow"]
    }


def test_an_interval_of_confidence():
    low, high = interval(85, 100)
    assert (round(low, 4), round(high, 4)) == (0.7672, 0.9069)
    assert interval(0, 0) == (0.0, 1.0)
