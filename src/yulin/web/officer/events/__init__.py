"""Series and events of the officer's region, from the draft to what came of it."""
