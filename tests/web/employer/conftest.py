"""The office that these pages show."""

from tests.web.officer.office import ask, hand_in, kept_office, office, places, policies, run

__all__ = ["ask", "hand_in", "kept_office", "office", "places", "policies", "run"]
