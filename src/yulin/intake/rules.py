"""Who may hand in files: named predicates."""

import rules

from yulin.access.models import User
from yulin.access.rules import is_auditor, is_of_region, is_officer
from yulin.intake.models import Upload


@rules.predicate
def upload_is_of_region(user: User, upload: Upload | None) -> bool:
    return upload is not None and is_of_region(user, upload.region)


may_upload = is_officer
may_see_upload = is_auditor | (is_officer & upload_is_of_region)
may_confirm_upload = is_officer & upload_is_of_region

rules.add_perm("intake.upload", may_upload)
rules.add_perm("intake.see_upload", may_see_upload)
rules.add_perm("intake.confirm_upload", may_confirm_upload)
