"""The files that go to the bank and the answers that come back: bytes in, bytes out, no database."""
