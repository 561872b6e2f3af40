"""Sending as a job of Dagster's, with a schedule that is off until it is switched on."""

from datetime import datetime

import dagster as dg

from briefing.settings import load_settings
from briefing.storage.database import open_database
from briefing.taxonomy.countries import COUNTRIES
from orchestration.sending import editions_to_send, send_editions, went_wrong


class SendConfig(dg.Config):
    """``at`` is the instant that is taken for now, ISO 8601 with zone."""

    at: str


@dg.op(description="Sends every edition that is due to the readers whose hour has come, each once.")
def send_due(context: dg.OpExecutionContext, config: SendConfig) -> None:
    """Counts become metadata of the run; a run that paused or was refused fails, so that it is seen."""
    settings, now = load_settings(), datetime.fromisoformat(config.at)
    engine = open_database(settings)
    editions = editions_to_send(settings, list(COUNTRIES), None, now, context.log.info)
    results = send_editions(engine, settings, editions, now)
    context.add_output_metadata({"results": dg.MetadataValue.json(results)})
    if went_wrong(results):
        raise dg.Failure(
            "some mails were refused, or sending paused", metadata={"results": dg.MetadataValue.json(results)}
        )


@dg.job(executor_def=dg.in_process_executor, description="Briefings to their readers: what is due now.")
def send_briefings() -> None:
    """One step; it holds the lock of sending, so that two runs wait for each other."""
    send_due()


@dg.schedule(
    job=send_briefings,
    cron_schedule="*/15 * * * *",
    execution_timezone="UTC",
    description="Every quarter of an hour: readers choose their own hour.",
    default_status=dg.DefaultScheduleStatus.STOPPED,
)
def send_every_quarter(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """The tick's own time is the instant that counts, so that a late run sends what was due then."""
    at = context.scheduled_execution_time.isoformat()
    return dg.RunRequest(run_key=at, run_config={"ops": {"send_due": {"config": {"at": at}}}})
