"""Theories: rivals that each turn a crisis into a forecast of the pivot's alignment."""
