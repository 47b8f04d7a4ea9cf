"""Documents to the programs that every back end runs."""
