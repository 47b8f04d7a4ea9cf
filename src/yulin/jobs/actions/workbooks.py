"""A workbook of posts taken in row by row, and posts and applicants written to one."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from yulin.access.actions.journal import record
from yulin.access.models import User
from yulin.access.redaction import redact
from yulin.facts.export import write_table_workbook
from yulin.intake import files
from yulin.jobs.actions.posts import Origin, draft_post, submit_post
from yulin.jobs.content import PostContent
from yulin.jobs.enums import LIVE, PostSource, PostState
from yulin.jobs.errors import JobsError
from yulin.jobs.likeness import duplicate_hash
from yulin.jobs.models import Post, PostWorkbook
from yulin.jobs.queries.tables import applicant_rows, post_rows
from yulin.jobs.rules import may_export_posts, may_post
from yulin.jobs.workbook.reading import LIMITS, Row, read_rows
from yulin.jobs.workbook.sheet import read_row
from yulin.registry.models import Employer

OPEN, WAITING, DRAFT, DUPLICATE, REFUSED = "open", "waiting", "draft", "duplicate", "refused"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a row: the post that it made, or that it repeats, or why it was not taken."""

    row: int
    title: str
    outcome: str
    words: str = ""
    post: str = ""


def take_workbook(
    *, acting_user: User, employer: Employer, name: str, chunks: Iterable[bytes], submit: bool
) -> PostWorkbook:
    """Take the posts of a file in, row by row: a row that is wrong keeps no other back.

    The file lies sealed while it is read and is then removed.

    Raises:
        PermissionDenied: The user does not speak for the firm.
        JobsError: The file itself cannot be read; then nothing of it is taken.
    """
    if not may_post(acting_user, employer):
        raise PermissionDenied
    try:
        kept = files.keep(chunks, name=name, limit=LIMITS.file_bytes)
    except files.TooLargeError:
        message = _("文件超过 %(size)d MB，请分成几个文件上传。")
        raise JobsError(message % {"size": LIMITS.file_bytes // 2**20}) from None
    try:
        with files.opened(kept.path) as path:
            rows = read_rows(path)
        return _take(acting_user, employer, name, kept.sha256, rows, submit=submit)
    finally:
        files.remove(kept.path)


@transaction.atomic
def _take(
    user: User, employer: Employer, name: str, sha256: str, rows: list[Row], *, submit: bool
) -> PostWorkbook:
    told = [_taken(user, employer, row, submit=submit) for row in rows]
    counts = {one.outcome: 0 for one in told}
    for one in told:
        counts[one.outcome] += 1
    made = PostWorkbook.objects.create(
        employer=employer,
        name=redact(name.replace("\\", "/").rsplit("/", 1)[-1])[:200],
        sha256=sha256,
        submitted=submit,
        rows=[asdict(one) for one in told],
        made_by=user,
    )
    record(
        acting_user=user,
        action="jobs.posts.import",
        obj=made,
        region=employer.division,
        data={"rows": len(told), **counts},
    )
    return made


def _taken(user: User, employer: Employer, row: Row, *, submit: bool) -> Outcome:
    title = redact(row.cells.get("岗位名称", ""))[:80]
    try:
        key, content = read_row(row.cells)
        if (same := _same(employer, content)) is not None:
            words = _("与“%(title)s”（%(state)s）相同，没有再导入。") % {
                "title": same.title, "state": same.get_state_display(),
            }  # fmt: skip
            return Outcome(
                row=row.number, title=title, outcome=DUPLICATE, words=words, post=str(same.uuid)
            )
        with transaction.atomic():
            origin = Origin(source=PostSource.WORKBOOK, external_key=key)
            post = draft_post(acting_user=user, employer=employer, content=content, origin=origin)
            if submit:
                post = submit_post(acting_user=user, post=post)
    except JobsError as error:
        return Outcome(row=row.number, title=title, outcome=REFUSED, words=str(error))
    found = "；".join(f"“{one['words']}”：{one['todo']}" for one in post.findings)
    alike = "；".join(
        _("与“%(title)s” %(n)s%% 相同") % {"title": one["title"], "n": one["likeness"]}
        for one in post.alike
    )
    return Outcome(
        row=row.number,
        title=title,
        outcome=post.state,
        words="；".join(part for part in (found, alike) if part),
        post=str(post.uuid),
    )


def _same(employer: Employer, content: PostContent) -> Post | None:
    digest = duplicate_hash(title=content.title, division=content.division, duties=content.duties)
    rows = Post.objects.filter(
        employer=employer, duplicate_hash=digest, state__in=(*LIVE, PostState.DRAFT)
    )
    return rows.defer("search").order_by("pk").first()


@transaction.atomic
def export_firm_posts(*, acting_user: User, employer: Employer, out: Path) -> int:
    """Write a firm's posts and those who applied, as far as the firm may read them; how many rows."""
    if not may_post(acting_user, employer):
        raise PermissionDenied
    posts, applicants = post_rows(employer=employer), applicant_rows(employer)
    _write({_("岗位"): posts, _("投递"): applicants}, out, acting_user, _("本单位的岗位和投递"))
    record(
        acting_user=acting_user,
        action="jobs.posts.export",
        obj=employer,
        region=employer.division,
        data={"posts": len(posts), "applications": len(applicants)},
    )
    return len(posts) + len(applicants)


@transaction.atomic
def export_posts(*, acting_user: User, state: str, words: str, out: Path) -> int:
    """Write the posts that an officer's list with this filter shows; nobody who applied is in it."""
    if not may_export_posts(acting_user):
        raise PermissionDenied
    rows = post_rows(user=acting_user, state=state, words=words)
    _write({_("岗位"): rows}, out, acting_user, _("岗位"))
    record(
        acting_user=acting_user,
        action="jobs.posts.export",
        region=acting_user.region,
        data={"posts": len(rows), "state": state},
    )
    return len(rows)


def _write(sheets: dict[str, Any], out: Path, user: User, title: str) -> None:
    write_table_workbook(
        sheets,
        out,
        title=title,
        printed_at=timezone.localtime(),
        watermark=user.display_name,
    )
