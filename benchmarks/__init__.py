"""What is measured: each module is run by itself and prints its numbers."""
