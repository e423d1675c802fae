"""From a committed change to an answer."""
