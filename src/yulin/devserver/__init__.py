"""A PostgreSQL server of this checkout's own, for a demo or for the tests, when nobody gave us one.

It finds installed binaries, makes a data folder under `var/`, starts the server on a private unix
socket, and says where it is; a real deployment sets `DATABASE_URL` and never comes here.
"""
