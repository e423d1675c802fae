"""The wall display: scenes of the same answers, sized to be read across a room, without a hand on them.

Its figures come from the questions of `/` and mean the same; what differs is how much of them is shown.
"""
