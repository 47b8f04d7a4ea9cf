"""The faces: one folder a role, and the design system that they share.

Screens and routes only; what is shown and done comes from the records' queries and actions.
"""
