"""Commands that draw what the pages draw."""
