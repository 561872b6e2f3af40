"""Is a source alive? Measured from the day's tables, judged by the source's own cadence."""
