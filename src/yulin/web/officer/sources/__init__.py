"""Sources as those who look after data see them: terms, calls, and whom to ask about."""
