"""The words that row policies are made of, as migrations write them (decision 0057).

A migration keeps what it wrote: whoever needs other words adds them beside these. Where they can,
they compare a column with a subquery that knows no row, so that it is asked once a statement.
"""

LOW, HIGH = (f"(SELECT access_setting('{end}')::integer)" for end in ("low", "high"))


def in_region(column: str) -> str:
    """The division is one of the acting officer's."""
    return f"{column} BETWEEN {LOW} AND {HIGH}"


def own(column: str = "person_id") -> str:
    """The row of a person is one of those of whoever acts."""
    return f"{column} IN (SELECT registry_own())"


def of_organisation(column: str = "employer_id") -> str:
    """The organisation is the one that the acting clerk speaks for."""
    return f"{column} = (SELECT registry_own_organisation())"


def of_staff(column: str = "person_id") -> str:
    """The person works there today."""
    return f"{column} IN (SELECT registry_staff())"


def joined(column: str = "person_id") -> str:
    """Another number of somebody whose kept row is of the acting officer's region."""
    return f"{column} IN (SELECT registry_joined())"


def former(column: str = "person_id") -> str:
    """Somebody who was of the acting officer's region before."""
    return f"{column} IN (SELECT registry_former())"


def seen_with(other: str, column: str) -> str:
    """Seen where the row of another table is, to which the column (with its table's name) leads."""
    return f"EXISTS (SELECT FROM {other} AS other WHERE other.id = {column})"


def firm_in_region(column: str) -> str:
    """The organisation is one of the acting officer's region."""
    return (
        f"EXISTS (SELECT FROM registry_employer AS firm WHERE firm.id = {column}"
        f" AND {in_region('firm.division')})"
    )


def protect(table: str, *seen: str) -> str:
    """Statements that let requests see and change only rows of which one condition holds."""
    return f"SELECT access_protect('{table}', $policy$ {' OR '.join(seen)} $policy$);"


def protect_anew(table: str, *seen: str) -> str:
    """The same, in place of the policies that the table has."""
    names = ("yulin_read", "yulin_add", "yulin_change", "yulin_remove")
    drop = " ".join(f"DROP POLICY {name} ON {table};" for name in names)
    return f"{drop} {protect(table, *seen)}"
