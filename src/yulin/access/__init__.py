"""Who may do what: accounts, roles, regions, and the journal of everything that was done.

Every other record app asks this one who is acting and writes its journal here.
"""
