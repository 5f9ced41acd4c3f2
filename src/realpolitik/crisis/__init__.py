"""What the user says: a crisis file, read, checked, changed and written."""
