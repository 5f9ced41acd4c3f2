"""A crisis as numbers: drawn, as each state believes them, read on the dates of their use."""
