"""What anyone sees without signing in: the policy library and “what am I due”."""
