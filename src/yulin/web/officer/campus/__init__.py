"""Schools and students, for officers: partners, agreements, rounds, visits, training orders."""
