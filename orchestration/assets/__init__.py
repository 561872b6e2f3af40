"""One module per stage of the flow."""
