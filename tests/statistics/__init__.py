"""The statistics against independent implementations, and by simulation."""
