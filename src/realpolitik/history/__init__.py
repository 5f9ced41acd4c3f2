"""History: coded cases, what became of them, and how well each theory would have foretold it."""
