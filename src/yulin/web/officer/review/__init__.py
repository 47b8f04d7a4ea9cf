"""Objections, human decisions and holds: officers look where somebody asks for a human."""
