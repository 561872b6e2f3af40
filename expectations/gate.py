"""The four gates, one per hand-over. A table in; verdicts to store and rows to quarantine out."""

from expectations.captures import judge_captures
from expectations.judgement import Judgement

__all__ = ["Judgement", "judge_captures"]
