"""From a source in the catalogue to captures in the archive and articles in the lake."""
