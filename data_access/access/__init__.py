"""What access keeps: accounts, sessions, displays and the audit, in the record's database.

It knows nothing of HTTP. Moments are microseconds, and always an argument; nothing here raises the
data version.
"""
