"""The four gates, one per hand-over. A table in; verdicts to store and rows to quarantine out."""

from expectations.articles import judge_articles
from expectations.captures import judge_captures
from expectations.edition import judge_edition
from expectations.items import judge_items
from expectations.judgement import Judgement

__all__ = ["Judgement", "judge_articles", "judge_captures", "judge_edition", "judge_items"]
