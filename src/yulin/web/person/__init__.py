"""One page a person: my facts, my class, my dues, and a way to say that a fact is wrong."""
