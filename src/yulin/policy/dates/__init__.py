"""When an answer turns: what the passing of time alone changes."""
