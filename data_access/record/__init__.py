"""The record: the truth, and the only thing that is written (SQLite or PostgreSQL).

Nobody but `write` changes it, and every change takes the next version.
"""
