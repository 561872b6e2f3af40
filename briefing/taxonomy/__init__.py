"""Countries, source kinds, categories and domains as data."""
