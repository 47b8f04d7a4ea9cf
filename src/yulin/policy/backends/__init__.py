"""Back ends: each runs the same intermediate form and must give the same answers to the fen."""
