"""Everything that knows about data and nothing about Dash.

One way: record -> read model -> question -> cache. Moments are UTC; inside this package a
moment that is computed with is an ``int`` of microseconds since 1970 (`Micros`), and a moment
that goes to or comes from SQLAlchemy is an aware ``datetime``.
"""
