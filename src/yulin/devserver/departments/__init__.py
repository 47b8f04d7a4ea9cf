"""Two departments of this checkout's own, for the demo's sources to ask.

A second database as the social insurance bureau, and a small HTTP service, a process of its own, as
the register of certificates. Nothing of it is used on a real site.
"""
