"""Bytes to articles. Pure: no network, no Scrapy."""
