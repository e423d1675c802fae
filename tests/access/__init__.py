"""Accounts, sessions, displays and the audit, and their commands."""
