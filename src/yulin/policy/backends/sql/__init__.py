"""The SQL back end: the same form as statements for DuckDB and PostgreSQL, built with SQLGlot."""
