"""The graph model for conflict resolution: conflicts in option form, their moves, and which states are stable."""
