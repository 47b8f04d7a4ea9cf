"""Posts, résumés and applications: what firms look for, what people can do, and how they meet.

From a draft through moderation to a signed contract, which becomes a fact of the register.
"""
