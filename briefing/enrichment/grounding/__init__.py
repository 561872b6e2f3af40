"""The check of English text against its source. ``check`` finds, ``apply`` repairs or withholds."""

from briefing.enrichment.grounding.check import ENGINE, VERSION, apply, check, find_faults
from briefing.enrichment.grounding.source_text import SourceText, Span

__all__ = ["ENGINE", "VERSION", "SourceText", "Span", "apply", "check", "find_faults"]
