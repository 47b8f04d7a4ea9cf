from django.apps import AppConfig


class ControlConfig(AppConfig):
    name = "yulin.control"
    label = "control"

    def ready(self) -> None:
        from yulin.control import rules  # noqa: F401 - registers the permissions
