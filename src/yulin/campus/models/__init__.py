from yulin.campus.models.agreement import Agreement, Award, Commitment, Liaison, Party
from yulin.campus.models.cohort import Student
from yulin.campus.models.internship import Attendance, Entry, Internship, Place, Round, Wish
from yulin.campus.models.order import Order, Trainee
from yulin.campus.models.partner import Contact, ListedSchool, Major, School
from yulin.campus.models.visit import Guest, GuestDay, Stop, Visit

__all__ = [
    "Agreement",
    "Attendance",
    "Award",
    "Commitment",
    "Contact",
    "Entry",
    "Guest",
    "GuestDay",
    "Internship",
    "Liaison",
    "ListedSchool",
    "Major",
    "Order",
    "Party",
    "Place",
    "Round",
    "School",
    "Stop",
    "Student",
    "Trainee",
    "Visit",
    "Wish",
]
