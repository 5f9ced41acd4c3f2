"""The kernels: numbers in, numbers out; no names, no files."""
