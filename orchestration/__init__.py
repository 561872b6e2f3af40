"""When things happen: Dagster assets, checks, jobs, schedules, and the desk command."""
