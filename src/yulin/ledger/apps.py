from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "yulin.ledger"
    label = "ledger"

    def ready(self) -> None:
        from yulin.access.backups import CHECKS
        from yulin.entitlements.actions import stops
        from yulin.ledger import identity, rules  # noqa: F401 - registers the permissions
        from yulin.ledger.actions.prove import broken_laws
        from yulin.ledger.actions.release import release_stopped
        from yulin.registry import hooks

        hooks.before_joining(identity.joining)
        hooks.before_parting(identity.parting)
        if release_stopped not in stops.STOPPED:
            stops.STOPPED.append(release_stopped)
        CHECKS["ledger"] = broken_laws
