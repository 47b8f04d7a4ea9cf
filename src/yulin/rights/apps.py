from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "yulin.rights"
    label = "rights"

    def ready(self) -> None:
        from yulin.rights import rules  # noqa: F401 - registers the permissions
