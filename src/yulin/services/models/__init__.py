from yulin.services.models.appointment import Appointment, Slot
from yulin.services.models.place import Bed, Place, Scheme
from yulin.services.models.stay import Allowance, Stay, StayStep

__all__ = ["Allowance", "Appointment", "Bed", "Place", "Scheme", "Slot", "Stay", "StayStep"]
