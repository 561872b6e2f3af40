"""When things happen: Dagster assets, checks, jobs, schedules, and the desk command."""

import warnings

# Partitions on asset checks are marked as preview in the pinned Dagster; they were tried, and the pin keeps them.
warnings.filterwarnings("ignore", message=".*currently in (preview|beta).*")
