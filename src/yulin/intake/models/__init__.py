from yulin.intake.models.progress import Progress
from yulin.intake.models.upload import Upload

__all__ = ["Progress", "Upload"]
