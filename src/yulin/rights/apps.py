from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "yulin.rights"
    label = "rights"

    def ready(self) -> None:
        from yulin.access.actions.journal_export import ATTACHED
        from yulin.access.queries.journal_chain import BESIDE
        from yulin.rights import rules  # noqa: F401 - registers the permissions
        from yulin.rights.actions import seal_looks
        from yulin.vault.evidence import LOOKS

        ATTACHED[LOOKS] = seal_looks.lines_of
        BESIDE["looks"] = seal_looks.breaks
