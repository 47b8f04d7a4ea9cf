"""People, organisations, and the facts about them: where each fact came from and when we learnt it.

Corrections never overwrite: a fact that no longer holds is superseded and stays readable.
"""
