"""Ten plain benefits decided by the engine, by OpenFisca-core and by hand, on the same people.

The ten documents are in ``policies/``; `rules` says the same to OpenFisca-core and `by_hand` says it in
Polars. Before anything is timed, every person's answer and sum must be equal in all three. OpenFisca
is AGPL-3.0 and is measured against only: nothing outside this folder imports it.
"""
