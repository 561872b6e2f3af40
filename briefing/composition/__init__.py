"""From enriched items to an edition."""
