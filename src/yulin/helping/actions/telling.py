"""What those who are helped are told: in the transaction of the step, once, in 消息."""

from yulin.events.actions.telling import tell
from yulin.events.models import RoomNotice
from yulin.helping.enums import HelpTold
from yulin.helping.models import Contact, HelpOffer


def tell_offer(offer: HelpOffer, kind: HelpTold) -> None:
    told = RoomNotice(
        person_id=offer.case.person_id,
        kind=kind,
        event=f"help-offer:{offer.pk}:{kind}",
        data={"title": offer.title, "what": offer.kind},
    )
    tell([told])


def tell_call(contact: Contact) -> None:
    """That the helper and they agreed to speak again."""
    on = contact.next_on
    told = RoomNotice(
        person_id=contact.case.person_id,
        kind=HelpTold.CALL,
        event=f"help-contact:{contact.pk}",
        data={"day": on.isoformat() if on else "", "channel": contact.channel},
    )
    tell([told])
