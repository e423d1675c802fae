"""From a committed change to an answer: read model, published versions, cache, freshness.

All of it is disposable: it follows from the record.
"""
