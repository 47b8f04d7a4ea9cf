"""Which occupation of the 2022 classification a job title means; every clerk's pick teaches it."""

from yulin.matching.occupations.suggest import OccupationModel, Suggestion, suggest_occupations
from yulin.matching.occupations.table import Classification, ClassificationError, Occupation

__all__ = [
    "Classification",
    "ClassificationError",
    "Occupation",
    "OccupationModel",
    "Suggestion",
    "suggest_occupations",
]
