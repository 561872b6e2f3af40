"""Country Desk, the product: records, enrichment, composition, rendering, audit, storage.

Nothing here needs Dagster, Scrapy, dbt or Great Expectations to run.
"""
