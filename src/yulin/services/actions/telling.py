"""What guests and visitors are told: in the transaction of the step, once, in 消息."""

from yulin.events.actions.telling import tell
from yulin.events.models import RoomNotice
from yulin.services.enums import ServiceTold
from yulin.services.models import Appointment, Stay


def tell_stay(stay: Stay, kind: ServiceTold, *, reason: str = "") -> None:
    """A booking comes into a state once."""
    told = RoomNotice(
        person_id=stay.person_id,
        kind=kind,
        event=f"stay:{stay.pk}:{kind}",
        leads_to=stay.uuid,
        data={
            "name": stay.place.name,
            "from": stay.during.lower.isoformat(),
            "to": stay.during.upper.isoformat(),
        }
        | ({"reason": reason} if reason else {}),
    )
    tell([told])


def tell_visit(visit: Appointment, kind: ServiceTold, *, reason: str) -> None:
    """The person or the firm that booked a time."""
    slot = visit.slot
    told = RoomNotice(
        person_id=visit.person_id,
        employer_id=visit.employer_id,
        kind=kind,
        event=f"visit:{visit.pk}:{kind}",
        leads_to=slot.place.uuid,
        data={"name": slot.place.name, "at": slot.begins_at.isoformat(), "reason": reason},
    )
    tell([told])
