"""Money: funds and budget lines, what is reserved, sent, paid and taken back, and the proof to 0.00.

Every movement is a posting whose entries sum to zero; nothing is ever changed, only posted anew.
"""
