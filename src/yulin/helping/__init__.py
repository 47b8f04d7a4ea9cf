"""People helped by name, and those who help: lists, contacts, offers, agencies, parks, projects.

Every step is a row with who did it; what came of it is counted.
"""
