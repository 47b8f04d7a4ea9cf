"""Fairs, tours, live streams and days of a city: one object from the call to its outcome.

Firms with booths and posts, tickets and check-in, slots for talks, streams, teams and costs.
"""
