"""The dialects of feeds, each read to the same record of what is written."""
