"""A crisis as indices: who is which row, and everything that no draw changes."""
