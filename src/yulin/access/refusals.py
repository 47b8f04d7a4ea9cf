"""What the database refused, in the words of the constraint that did."""

from typing import Any

from django.apps import apps
from django.db import IntegrityError


def constraint_of(error: IntegrityError) -> str:
    """The name of the constraint that a row broke; blank where the database names none."""
    diagnostics: Any = getattr(error.__cause__, "diag", None)
    return getattr(diagnostics, "constraint_name", None) or ""


def in_words(error: IntegrityError) -> str | None:
    """What a constraint of ours says to people, found by its name; None for any other."""
    name = constraint_of(error)
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == name:
                return str(constraint.violation_error_message)
    return None
