"""Who is who: registrations that may be of one human being, and what two officers make of them."""
