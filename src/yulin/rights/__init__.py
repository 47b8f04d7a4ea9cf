"""A person's rights over what is held of them: purposes, consent, a copy, deletion, and how long.

Who looked, why it is used, everything in one file, what may be deleted and what the law keeps.
"""
