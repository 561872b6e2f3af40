"""One edition document, many surfaces."""
