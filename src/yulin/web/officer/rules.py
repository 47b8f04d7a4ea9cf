"""Who may open which of these pages: the rooms' own rules, combined."""

from yulin.access.rules import is_auditor, is_officer

# Auditors read the very pages that officers work with; what changes something is the officer's.
may_look = is_officer | is_auditor
may_work = is_officer
