"""What the parts of a coded case owe each other. A field names its rule where it is declared, in `realpolitik.history.case`."""
