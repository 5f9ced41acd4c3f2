"""General engines behind theories: they know arrays, and nothing of a crisis."""
