"""Requests for deletion, and what is deleted because its time is over."""
