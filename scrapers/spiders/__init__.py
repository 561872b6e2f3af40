"""Ways to find pages: by feed, by listing. No class per site."""
