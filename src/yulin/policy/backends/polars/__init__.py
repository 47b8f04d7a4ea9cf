"""The population back end: the IR as Polars expressions over one row per subject."""

from yulin.policy.backends.polars.context import Context
from yulin.policy.backends.polars.dtypes import dtype
from yulin.policy.backends.polars.leaves import Figure, Part

__all__ = ["Context", "Figure", "Part", "dtype"]
