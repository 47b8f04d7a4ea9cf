"""Signing in, in every way there is, and one's own account: password, second factors, sessions."""
