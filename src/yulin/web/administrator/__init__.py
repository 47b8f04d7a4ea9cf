"""What administrators see: the system's makes accounts, the security's looks after rights, the audit's
watches the two. None of them sees a citizen's record.
"""
