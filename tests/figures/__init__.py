"""Every figure against a naive recomputation."""
