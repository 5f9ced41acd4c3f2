"""Machinery that a theory is built on and that knows nothing of the theory's name: one package for each."""
