from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "yulin.intake"
    label = "intake"

    def ready(self) -> None:
        from yulin.access.actions.keys import OTHERS
        from yulin.access.backups import CHECKS
        from yulin.intake import (
            files,
            kept,
            rules,  # noqa: F401 - registers the permissions
        )

        OTHERS["intake.files"] = files.reseal
        CHECKS["files"] = kept.missing_or_changed
