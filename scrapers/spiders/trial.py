"""How far a trial of a source looks: enough to see that it works, not a day's collection."""

from __future__ import annotations

from datetime import timedelta

TRIAL_DAYS = timedelta(days=30)  # of a sitemap
TRIAL_CHILDREN = 2  # sitemaps of an index
TRIAL_PAGES = 2  # of a list
