"""The dispatch: one illustrated page about a crisis, composed by rules from a brief, in one of several voices."""
