"""Doubts, samples, findings and checks after payment, as control works with them."""
