"""What people and organisations are due: decisions, kept with the texts and facts they rest on.

A run decides everybody of a region for a date; its rows are never changed, a later run replaces it.
"""
