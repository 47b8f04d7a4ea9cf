"""Three policies written straight down in Polars, as an engineer with no policy engine would.

Each module's ``decide(tables, as_of)`` returns one row a person in the order of 人员, with a column
``<benefit>/<clause>`` for every clause and ``<benefit>|status``, ``|amount``, ``|ready_on`` … beside
it: the same answers as the library, which `bench.baseline` holds it to before it times anything.
"""
