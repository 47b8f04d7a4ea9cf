"""What an employer sees: its own people and its own dues."""
