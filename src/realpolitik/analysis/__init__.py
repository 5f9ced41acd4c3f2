"""Questions asked of a crisis: pure functions from a crisis to small frozen findings."""
