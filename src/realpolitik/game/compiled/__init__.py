"""How kernels are compiled, and the arithmetic that they share."""
