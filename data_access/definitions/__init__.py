"""What every number on the screen is: how it is counted, and how that is said.

A definition is both at once. `vocabulary` has the kinds of definitions; `incidents`, `assignments`,
`cameras` and `pictures` hold ours; the questions build their selects from them, `wording` composes
the sentences of a screen and `pages` the tables of docs/indicators.
"""
