from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "yulin.access"
    label = "access"

    def ready(self) -> None:
        from yulin.access import (
            checks,  # noqa: F401 - registers the checks
            rules,  # noqa: F401 - registers the permissions
            signals,  # noqa: F401 - begins sessions
        )
