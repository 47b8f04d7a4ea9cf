"""What an auditor sees: everything, to read."""
