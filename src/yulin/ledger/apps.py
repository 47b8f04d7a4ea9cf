from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "yulin.ledger"
    label = "ledger"

    def ready(self) -> None:
        from yulin.ledger import rules  # noqa: F401 - registers the permissions
