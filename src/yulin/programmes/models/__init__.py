from yulin.programmes.models.document import LibraryVersion, PolicyDocument

__all__ = ["LibraryVersion", "PolicyDocument"]
