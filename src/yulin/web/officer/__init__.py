"""What an officer sees: uploads, decisions, any person of the region."""
