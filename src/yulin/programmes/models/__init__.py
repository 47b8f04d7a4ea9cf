from yulin.programmes.models.document import LibraryVersion, PolicyDocument
from yulin.programmes.models.draft import Draft, DraftSave, DraftStep
from yulin.programmes.models.release import Release

__all__ = ["Draft", "DraftSave", "DraftStep", "LibraryVersion", "PolicyDocument", "Release"]
