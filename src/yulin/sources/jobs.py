"""Names of the jobs."""

COLLECT = "sources.collect"
REFRESH = "sources.refresh"
WATCH = "sources.watch"
