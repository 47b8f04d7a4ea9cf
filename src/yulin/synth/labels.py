"""Label positions by name, so that the tables below can be read in Chinese."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from yulin.facts import enums
from yulin.facts.enums import LabelSet
from yulin.synth.streams import Floats, Ints

#: any negative position stands for null
UNKNOWN = -1

EDUCATION = {label: code for code, label in enumerate(enums.EDUCATION.labels)}
DEGREE = {label: code for code, label in enumerate(enums.DEGREE.labels)}
STUDY_MODE = {label: code for code, label in enumerate(enums.STUDY_MODE.labels)}
STUDY_STATUS = {label: code for code, label in enumerate(enums.STUDY_STATUS.labels)}
TECHNICAL_TRACK = {label: code for code, label in enumerate(enums.TECHNICAL_TRACK.labels)}
SKILL_LEVEL = {label: code for code, label in enumerate(enums.SKILL_LEVEL.labels)}
TITLE_LEVEL = {label: code for code, label in enumerate(enums.TITLE_LEVEL.labels)}
CERTIFICATE = {label: code for code, label in enumerate(enums.CERTIFICATE_KIND.labels)}
INSURANCE = {label: code for code, label in enumerate(enums.INSURANCE.labels)}
PAYMENT = {label: code for code, label in enumerate(enums.PAYMENT_KIND.labels)}
FORM = {label: code for code, label in enumerate(enums.EMPLOYMENT_FORM.labels)}
KIND = {label: code for code, label in enumerate(enums.EMPLOYER_KIND.labels)}
INDUSTRY = {label: code for code, label in enumerate(enums.INDUSTRY.labels)}
SCALE = {label: code for code, label in enumerate(enums.SCALE.labels)}
HOME_KIND = {label: code for code, label in enumerate(enums.HOME_KIND.labels)}
TENURE = {label: code for code, label in enumerate(enums.TENURE.labels)}
HARDSHIP = {label: code for code, label in enumerate(enums.HARDSHIP.labels)}
MARRIAGE = {label: code for code, label in enumerate(enums.MARRIAGE.labels)}
HONOUR_KIND = {label: code for code, label in enumerate(enums.HONOUR_KIND.labels)}
HONOUR_LEVEL = {label: code for code, label in enumerate(enums.HONOUR_LEVEL.labels)}
BENEFIT_STATE = {label: code for code, label in enumerate(enums.BENEFIT_STATE.labels)}


def shares(labels: LabelSet, weights: Mapping[str, float]) -> Floats:
    """Return one weight a label, in label order; a label left out weighs nothing."""
    row = np.zeros(len(labels.labels))
    for label, weight in weights.items():
        row[labels.code(label)] = weight
    return row


def is_any(
    values: Ints, labels: LabelSet, *names: str
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell where a value is one of the named labels."""
    return np.isin(values, [labels.code(name) for name in names])
