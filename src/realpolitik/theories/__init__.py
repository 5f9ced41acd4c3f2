"""Rival theories: each reads a crisis and says with whom the pivot aligns, or why it cannot say."""
