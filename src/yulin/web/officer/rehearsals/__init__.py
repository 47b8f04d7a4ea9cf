"""Rehearsals as the pages show them, a file for each thing a page does."""
