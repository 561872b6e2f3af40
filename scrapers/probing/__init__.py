"""Looking at a source before it is trusted: what its answers hold, and how an unknown address could be read. Pure."""
