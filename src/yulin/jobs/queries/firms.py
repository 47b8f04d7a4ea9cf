"""Names of firms, which stand in their current facts."""

from collections.abc import Iterable

from yulin.registry.models import EmployerFact


def firm_names(keys: Iterable[int]) -> dict[int, str]:
    """Name by the firm's row, in one query; a firm without facts has none."""
    rows = EmployerFact.objects.current().filter(employer__in=set(keys))
    return dict(rows.values_list("employer_id", "name"))


def firm_name(key: int) -> str:
    return firm_names([key]).get(key, "")
