from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "yulin.programmes"
    label = "programmes"

    def ready(self) -> None:
        from yulin.intake import declared
        from yulin.programmes.queries.library import declared_facts

        declared.ask(declared_facts)
