"""Country Desk, the product: records, enrichment, composition, rendering, audit, storage.

Nothing here needs Dagster, Scrapy, dbt or Great Expectations to run.
"""

__version__ = "0.1.0"
