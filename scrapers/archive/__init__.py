"""WARC files: written by a crawl, indexed and read by a replay."""
