"""Writing a policy: edits, trial runs, differences in words, the official draft."""
