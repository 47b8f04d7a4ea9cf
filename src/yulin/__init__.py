"""Yulin runs a region's whole talent ecosystem. Facts become decisions, decisions become actions, actions become facts."""
