"""The same, as numbers: a crisis laid out in arrays, solved by kernels, and told as an outcome."""
