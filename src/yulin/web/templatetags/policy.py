"""Tags of the policy's page."""

from collections.abc import Mapping
from typing import Any

from django import template

from yulin.policy.document import Benefit
from yulin.web.public import policy_page

register = template.Library()


@register.filter
def get(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key, "")


@register.inclusion_tag("public/policy_amount.html")
def amount_table(benefit: Benefit) -> dict[str, Any]:
    rule = benefit.amount
    return {
        "rows": policy_page.amount_rows(rule),
        "limits": policy_page.limits(rule),
        "rule": rule,
        "by": rule.by.text if rule and rule.by else "",
    }
