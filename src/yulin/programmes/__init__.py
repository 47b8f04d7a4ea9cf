"""The policy documents and their texts as they stood, so that a decision can name what it read.

The documents are files in the library's folder until two people release another text in the studio;
every text that was ever used is kept here.
"""
