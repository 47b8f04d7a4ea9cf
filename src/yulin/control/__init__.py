"""Control: doubtful patterns, repeatable samples, checks after payment, and what they lead to.

It says 疑点 and keeps the evidence; nothing is found against anybody without two people and an answer.
"""
