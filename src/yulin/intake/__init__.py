"""How facts arrive: files are received, checked without touching anything, confirmed and loaded.

Also the progress of long work, which pages poll while a job runs.
"""
