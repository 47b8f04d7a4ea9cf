"""A draft against what is in force, on the live register."""
