"""What would change a no: candidates, each decided before it is told."""
