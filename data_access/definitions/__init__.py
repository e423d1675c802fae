"""What every number on the screen is: how it is counted, and how that is said.

A definition is both at once. `vocabulary` has the kinds of definitions, one module a panel holds
ours. The questions build their selects from them, `wording` composes the sentences, `shown` says
which of them a screen shows, and `pages` makes the tables of docs/indicators.
"""
