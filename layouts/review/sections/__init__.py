"""The sections of a review, one a module: each makes its own of what is told."""
