from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "yulin.services"
    label = "services"

    def ready(self) -> None:
        from yulin.registry import hooks
        from yulin.services import rules  # noqa: F401 - registers the permissions
        from yulin.services.actions.leaving import join_stays

        hooks.after_joining(join_stays)
