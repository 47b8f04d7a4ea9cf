"""Secrets at rest: sealing short texts, finding them again without opening them, and the keys.

Pure Python, no Django; what is sealed carries which cipher and which key sealed it.
"""
