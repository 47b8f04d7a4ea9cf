"""The language of rules: text to typed expressions."""
