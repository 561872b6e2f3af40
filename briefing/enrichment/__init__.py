"""Language steps, each a protocol with an engine behind it; polars in, polars out."""
