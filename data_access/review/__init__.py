"""The monthly review: what a period's figures are, as plain data that documents are made of.

`ask` asks the questions at three instants, `content` makes one canonical value of the answers, `sealing` keeps
it with its hash. A document is drawn from that value alone, so that a sealed one stays the same whatever is
told later.
"""
