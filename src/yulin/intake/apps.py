from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "yulin.intake"
    label = "intake"

    def ready(self) -> None:
        from yulin.access.actions.keys import OTHERS
        from yulin.intake import (
            files,
            rules,  # noqa: F401 - registers the permissions
        )

        OTHERS["intake.files"] = files.reseal
