"""Where a file of a request lies while it arrives: sealed, from the first byte that reaches the disk."""

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from yulin.vault.profiles import BY_NAME
from yulin.vault.spool import Spool


class SealedUploadHandler(FileUploadHandler):
    """Takes the place of Django's, which write what is larger than their memory to the disk as it is.

    Of a file over the limit no more is kept than shows that it is; whoever reads it says so in words.
    """

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)
        self._spool = Spool(BY_NAME[settings.YULIN_SEALING])

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._spool.size <= settings.YULIN_UPLOAD_MAX_BYTES:
            self._spool.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        self._spool.seek(0)
        return UploadedFile(
            file=self._spool,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """The sender went away in the middle of a file."""
        if hasattr(self, "_spool"):
            self._spool.close()
