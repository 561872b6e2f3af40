"""How good the language steps are, measured on labelled collections."""
