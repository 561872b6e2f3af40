"""Pages of the reading room, a noun a file; each file lists its ``routes``."""
