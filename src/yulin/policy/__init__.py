"""Written policies as checked documents, and the decisions that follow from facts on a date.

Text is parsed, checked against the vocabulary and compiled to one small typed form; every back end
gives the same answer from it, with the reason for every yes and every no.
"""
