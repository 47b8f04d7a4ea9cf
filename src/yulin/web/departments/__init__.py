"""The door for other departments' programs: no pages, no sessions, a signature on every message."""
