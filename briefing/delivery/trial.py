"""The free trial: two weeks of one country, after the address was confirmed; it lapses by itself.

Whoever asks is told the same in every case. Who holds the address learns by mail what it is about.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from briefing.delivery.links import CONFIRM_SECONDS, Links
from briefing.delivery.message import compose_notice
from briefing.delivery.transport import transport_of
from briefing.records.profile import Profile
from briefing.records.subscriber import Subscriber
from briefing.rendering.email import EmailBody, render_confirmation, render_farewell
from briefing.settings import Settings
from briefing.storage.subscribers import (
    KnownAddressError,
    add,
    by_email,
    get,
    list_all,
    new_id,
    save,
    welcome_again,
)
from briefing.taxonomy.countries import country as country_of

TRIAL_DAYS = 14
_AGAIN = timedelta(hours=1)  # no second mail to an address within an hour, however often a form is sent


class TrialError(ValueError):
    """The trial cannot be begun: nobody asked, or it had its two weeks already."""


def sign_up(
    engine: Engine, settings: Settings, *, name: str, email: str, inquiry: str, country: str, at: datetime
) -> None:
    """Store the wish and send the mail that asks for confirmation.

    To an address that is known, only one whose confirmation is open gets another mail. Raises ValidationError for
    values that no form of ours lets through, and what the way out raises.
    """
    place = country_of(country)
    found = by_email(engine, email)
    if found is not None:
        subscriber, revision = found
        if subscriber.state != "pending" or at - subscriber.created_at < _AGAIN:
            return
        again = subscriber.model_copy(update={"name": name, "created_at": at})
        save(engine, again, revision)
        subscriber = again
    else:
        subscriber = Subscriber(
            subscriber_id=new_id(),
            name=name,
            email=email,
            state="pending",
            profile=Profile(countries=(place.code,), timezone=place.timezone),
            created_at=at,
            inquiry=inquiry,
        )
        try:
            add(engine, subscriber)
        except KnownAddressError:  # another request was faster: it has sent the mail
            return
    body = render_confirmation(
        subscriber.name, place.name, Links(settings).confirm_url(subscriber.subscriber_id), TRIAL_DAYS
    )
    _send(body, subscriber, settings, at, f"confirm {at.isoformat()}")


def confirm(engine: Engine, subscriber_id: str, at: datetime) -> Subscriber:
    """Begin the trial: today and the thirteen days after it, on the country's clock. Twice is once. Raises
    TrialError."""
    found = get(engine, subscriber_id)
    if found is None:
        raise TrialError("there is no such request any more")
    subscriber, revision = found
    if subscriber.state == "active":
        return subscriber
    if subscriber.state != "pending":
        raise TrialError(f"the subscription is {subscriber.state}")
    if at - subscriber.created_at > timedelta(seconds=CONFIRM_SECONDS):
        raise TrialError("the request is more than a week old")
    today = at.astimezone(ZoneInfo(subscriber.profile.timezone)).date()
    begun = subscriber.model_copy(
        update={
            "state": "active",
            "confirmed_at": at,
            "trial_until": today + timedelta(days=TRIAL_DAYS - 1),
        }
    )
    save(engine, begun, revision)
    welcome_again(engine, begun.email)
    return begun


def has_lapsed(subscriber: Subscriber, now: datetime) -> bool:
    """Whether a trial's last day is over on the subscriber's own clock."""
    if subscriber.trial_until is None:
        return False
    return now.astimezone(ZoneInfo(subscriber.profile.timezone)).date() > subscriber.trial_until


def lapse(engine: Engine, settings: Settings, now: datetime) -> list[Subscriber]:
    """End the trials that are over, each with a last mail. Those ended are returned."""
    ended = []
    for subscriber in list_all(engine, "active"):
        if not has_lapsed(subscriber, now):
            continue
        found = get(engine, subscriber.subscriber_id)
        if found is None or found[0].state != "active":
            continue
        over = found[0].model_copy(
            update={"state": "lapsed", "state_detail": f"the trial ended on {subscriber.trial_until}"}
        )
        save(engine, over, found[1])
        country_name = (
            country_of(over.profile.countries[0]).name if over.profile.countries else "six countries"
        )
        body = render_farewell(over.name, country_name, f"{settings.web_url}/trial")
        _send(body, over, settings, now, "farewell")
        ended.append(over)
    return ended


def _send(body: EmailBody, subscriber: Subscriber, settings: Settings, at: datetime, key: str) -> None:
    message = compose_notice(body, subscriber, settings.mail_from, at, key)
    with transport_of(settings) as transport:
        transport.send(message, None, lambda: None)
