"""The application without a browser."""
