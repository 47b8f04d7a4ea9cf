"""Reference codes with versions and validity, identifiers, dates, money and the working-day calendar.

It turns what people write into values the engines can compare, and says plainly when it cannot.
"""
