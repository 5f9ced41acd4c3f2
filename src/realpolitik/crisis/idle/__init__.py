"""Which parts of a crisis file stand idle: `find` says so from the file alone, by the rules of the other modules."""
