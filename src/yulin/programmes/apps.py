from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    name = "yulin.programmes"
    label = "programmes"
