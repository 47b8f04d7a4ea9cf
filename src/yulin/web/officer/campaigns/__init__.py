"""Campaigns, roll-ups, streams, letters and trips, as officers work with them."""
