"""English of an item: one protocol, several engines."""
