"""The demo district: Jianye's real names, everything else invented and said to be so.

Everything is a pure function of a seed and a moment, so that two runs agree and the live feed
continues where the created past ends.
"""
