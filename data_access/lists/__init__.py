"""The incidents behind a number: which counts have a list, what a row says, how it is ordered.

A list is a count of the definitions, of all that is looked at or of one unit, so that it holds what the
number counts. `counts` names them, `columns` says what a row has, `listing` makes the selects.
"""
