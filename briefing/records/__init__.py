"""The nouns of the product, one frozen record per file; every stage hands over tables of these."""
