"""The commands of the console script that need no screen: each adds its parser and runs."""
