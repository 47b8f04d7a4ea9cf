"""Record tables about people and organisations: what they hold, how they are read, checked and written.

Every engine and every face speaks of facts through these tables, so that a workbook, a folder of
files and a database hold the same thing.
"""
