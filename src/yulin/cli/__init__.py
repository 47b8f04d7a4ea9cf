"""The command line: decide, explain, check, vocabulary and synth, without a server or a database."""
