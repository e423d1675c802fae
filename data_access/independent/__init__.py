"""The figures once more, from what was told: plain Python, to check the product against.

Written from docs/indicators alone, the slow and plain way. It reads the record's tables of what
was told (keys, first fields and corrections, events, reference data, cameras and their history),
never a column that the product derived, and shares no computing code with the product: of it,
this package imports nothing but the table definitions and the settings. Moments are microseconds
since 1970, durations microseconds until they are figures.
"""
