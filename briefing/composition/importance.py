"""Importance of an item: how grave its category is, who reports it, whether it is new, official, about the country.

WorldMonitor publishes a score of 0.55 severity, 0.20 tier of source, 0.15 corroboration and 0.10 recency. Ours takes
less from the category, which is the least sure of these, and more from independent publishers, which cannot be had by
copying.
"""

from __future__ import annotations

from briefing.enrichment.countries import BY_PUBLISHER
from briefing.records.article import Article
from briefing.records.importance import Importance
from briefing.records.item_version import ItemVersion
from briefing.records.story import Story
from briefing.taxonomy.countries import country
from briefing.taxonomy.kinds import KIND_BY_ID
from briefing.taxonomy.severity import MOST, severities

SEVERITY, INDEPENDENCE, REACH, OFFICIAL, NOVELTY, RELEVANCE = 30, 25, 10, 15, 10, 10
FULL_INDEPENDENCE = 5  # publishers beyond the first that give all points; each further one says less
FULL_REACH = 9
OFFICIAL_SHARE = {"government": 1.0, "city_state": 0.6, "embassy": 0.8, "foreign_service_advisory": 1.0}
AS_GRAVE = 4  # from this severity on the category itself is a reason to name


def importance(article: Article, version: ItemVersion, story: Story | None) -> Importance:
    """Importance of a reported item; one without a category has severity 0."""
    category = version.ops_category or version.risk_category
    grave = severities().get(category or "", 0)
    publishers = story.publishers if story else 1
    copies = story.copies if story else 1
    official = OFFICIAL_SHARE.get(article.kind, 0.0)
    named = [r for r in version.countries if r.basis != BY_PUBLISHER]
    about = next((r.score for r in named if r.country == article.country), 0.0)
    is_new = not (story and story.continues)
    parts = {
        "severity": round(SEVERITY * grave / MOST),
        "independence": round(INDEPENDENCE * min(1.0, (publishers - 1) / FULL_INDEPENDENCE)),
        "reach": round(REACH * min(1.0, (copies - 1) / FULL_REACH)),
        "official": round(OFFICIAL * official),
        "novelty": NOVELTY if is_new else 0,
        "relevance": round(RELEVANCE * about),
    }
    reasons = []
    if publishers > 1:
        reasons.append(f"{publishers} independent publishers")
    if official:
        reasons.append(f"official: {KIND_BY_ID[article.kind].item_label}")
    if grave >= AS_GRAVE:
        reasons.append("grave by its category")
    if copies > publishers:
        reasons.append(f"{copies} reports")
    if about == 1:
        reasons.append(f"names {country(article.country).name} or its people in the headline")
    if not is_new:
        reasons.append("continues an earlier story")
    return Importance(score=sum(parts.values()), reasons=tuple(reasons), **parts)
