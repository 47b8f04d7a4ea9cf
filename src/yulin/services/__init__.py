"""Places that serve people and what is booked there: youth stations, beds, rooms, outposts.

A bed for a night is one guest's; the database holds it.
"""
