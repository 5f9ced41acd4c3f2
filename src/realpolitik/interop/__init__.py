"""Exchange with other software: a game of a crisis as a file, and its solution replayed in an engine that is not ours."""
