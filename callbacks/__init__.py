"""Wiring: each module has `register(...)`; parse, ask, build, and nothing else."""
