"""What a school sees: its own agreements, its students, where they went, and what is offered them."""
