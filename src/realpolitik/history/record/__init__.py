"""What can be shown of a back-test afterwards: how often results were looked at, and what was forecast before they were known."""
