from django.apps import AppConfig


class CampusConfig(AppConfig):
    name = "yulin.campus"
    label = "campus"

    def ready(self) -> None:
        from yulin.campus import rules  # noqa: F401 - registers the permissions
