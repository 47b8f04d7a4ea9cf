from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "yulin.services"
    label = "services"

    def ready(self) -> None:
        from yulin.services import rules  # noqa: F401 - registers the permissions
