"""From a line of an edition back to the bytes."""
