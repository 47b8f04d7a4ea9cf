"""The engines that can decide a population, each imported only when it is asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Literal, Protocol, cast

if TYPE_CHECKING:
    from yulin.facts.frames import Facts
    from yulin.policy.decide import DecisionTable
    from yulin.policy.library import Library

Engine = Literal["polars", "python", "duckdb", "postgres", "spark"]
Progress = Callable[[str, int, int], None]
#: engine → module, function, and the optional group of packages it needs
_PLACES: dict[str, tuple[str, str, str]] = {
    "polars": ("yulin.policy.decide", "decide", ""),
    "python": ("yulin.policy.decide_reference", "decide_reference", ""),
    "duckdb": ("yulin.policy.backends.sql.duckdb", "decide_duckdb", "sql"),
    "postgres": ("yulin.policy.backends.sql.postgres", "decide_postgres", "sql"),
    "spark": ("yulin.policy.backends.spark", "decide_spark", "spark"),
}


class EngineError(Exception):
    """An engine cannot run here; the message says what to do."""


class Decide(Protocol):
    """What every engine offers."""

    def __call__(
        self,
        library: Library,
        facts: Facts,
        /,
        *,
        as_of: dt.date,
        progress: Progress | None = None,
    ) -> DecisionTable:
        """Return the decisions on every benefit in force for everybody in ``facts``."""


def engine(name: str) -> Decide:
    """Return what decides in an engine.

    Raises:
        EngineError: for a name that is no engine, or one whose packages are not installed.
    """
    if name not in _PLACES:
        raise EngineError(f"没有 {name} 引擎，可用：{'、'.join(_PLACES)}。 No such engine.")
    module, function, group = _PLACES[name]
    try:
        found = import_module(module)
    except ModuleNotFoundError as error:
        if not group or (error.name or "").startswith("yulin"):
            raise
        raise EngineError(
            f"{name} 引擎缺少 {error.name}：请运行 pip install 'yulin[{group}]'。"
            f" The {name} engine needs it."
        ) from error
    return cast("Decide", getattr(found, function))
