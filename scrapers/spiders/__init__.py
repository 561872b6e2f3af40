"""Ways to find pages: by feed, by listing, in an archive. No class per site."""
