"""Posts and résumés as the matching engine reads them, and what it answers, in words.

`market` and `told` load the engine's compiled functions, which takes seconds: import them where they
are used, not where a process begins.
"""
