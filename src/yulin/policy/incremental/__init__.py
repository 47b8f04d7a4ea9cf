"""Who has to be decided again, and when."""
