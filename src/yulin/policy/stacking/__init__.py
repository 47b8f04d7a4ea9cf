"""Benefits beside one another: places, exclusions, caps, and the best lawful set."""
