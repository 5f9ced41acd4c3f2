"""Findings as text, figures and pages; nothing is computed here."""
