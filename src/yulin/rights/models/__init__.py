from yulin.rights.models.consent import Consent
from yulin.rights.models.erasure import Erasure
from yulin.rights.models.page_look import PageLook
from yulin.rights.models.retention import RetentionReport

__all__ = ["Consent", "Erasure", "PageLook", "RetentionReport"]
