"""Tests of the files that lists are exported to."""
