from yulin.sources.models.call import Answer, Call
from yulin.sources.models.source import Bucket, Source, Watch

__all__ = ["Answer", "Bucket", "Call", "Source", "Watch"]
