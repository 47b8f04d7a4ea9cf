"""Where people come from and where employers stand; weights are invented, not measured."""

from __future__ import annotations

import numpy as np

from yulin.codes import divisions
from yulin.codes.divisions_table import Level
from yulin.synth.streams import Floats

#: county → weight of its employers within its city
COUNTIES: dict[int, dict[int, float]] = {
    330100: {330106: 22, 330108: 22, 330110: 26, 330111: 20, 330109: 16, 330122: 4, 330127: 3},
    330200: {330206: 24, 330211: 26, 330212: 22, 330203: 12, 330281: 8, 330282: 8},
    330300: {
        330302: 20,
        330303: 9,
        330304: 12,
        330305: 1.5,
        330324: 6,
        330326: 7,
        330327: 7,
        330328: 2,
        330329: 2,
        330381: 13,
        330382: 16,
        330383: 5,
    },
    330400: {330402: 34, 330411: 26, 330482: 10, 330483: 14, 330481: 16},
    330600: {330602: 40, 330603: 30, 330681: 30},
    330700: {330702: 40, 330782: 40, 330784: 20},
    330800: {330802: 1},
    331000: {331002: 1, 331083: 1},
    331100: {331102: 1},
}
#: city → its share of the employers that lie outside the region
OUTSIDE_CITIES: dict[int, float] = {
    330100: 30,
    330200: 24,
    330300: 40,
    330400: 14,
    330600: 12,
    330700: 12,
    330800: 1,
    331000: 3,
    331100: 2,
}
#: employers beyond the province, where some people worked before
OUTSIDE_PROVINCE: dict[int, float] = {310115: 5, 320508: 3, 361102: 2, 350102: 2, 440304: 2}
#: what part of all employers lies in the region itself
REGION_SHARE = 0.78
BEYOND_SHARE = 0.03

#: (county outside the province, weight) of the places people come from: every province once or more
ORIGINS: tuple[tuple[int, float], ...] = (
    (110108, 0.4), (120101, 0.3), (130102, 0.8), (140105, 0.8), (150102, 0.3),
    (210102, 0.5), (220102, 0.4), (230102, 0.6), (310115, 0.5), (320106, 1.2),
    (320508, 0.8), (340104, 4.0), (341202, 6.0), (350102, 2.5), (350203, 0.8),
    (360102, 5.0), (361102, 9.0), (370102, 1.6), (370202, 0.8), (410102, 4.0),
    (411702, 4.5), (420106, 3.5), (421102, 3.0), (430102, 3.0), (431202, 3.5),
    (440106, 0.6), (440304, 0.3), (450103, 1.0), (460105, 0.2), (500103, 4.0),
    (510104, 3.5), (511602, 4.0), (520102, 5.0), (522601, 5.0), (530102, 1.5),
    (530627, 3.5), (540102, 0.1), (610113, 1.6), (620102, 1.0), (630102, 0.2),
    (640104, 0.2), (650102, 0.4), (653101, 0.3),
)  # fmt: skip


def counties_of(region: int) -> dict[int, float]:
    """Return the counties of a city and their weights.

    Of a city that is not drawn here all counties weigh the same that the table of divisions lists
    (YULIN_DIVISIONS); one of which it lists none stands for itself. ValueError names what is known.
    """
    counties = COUNTIES.get(region) or _listed(region)
    if not counties:
        known = "、".join(str(code) for code in COUNTIES)
        raise ValueError(
            f"没有地区 {region}：认得 {known}，别的城市要在区划表里（YULIN_DIVISIONS，连同县区）"
            f" no region {region}; other cities must be in the table of divisions"
        )
    return counties


def _listed(region: int) -> dict[int, float]:
    """Return the counties in force that the table lists below a city, or the city by itself."""
    below = [row.code for row in divisions.children(region) if row.level is Level.COUNTY]
    found = divisions.find(region)
    if not below and found is not None and found.level is Level.CITY:
        below = [region]
    return dict.fromkeys(below, 1.0)


def _around(region: int) -> dict[int, float]:
    """Return the other cities of the province, each with its share of what lies outside the region."""
    if region in COUNTIES:
        return {city: share for city, share in OUTSIDE_CITIES.items() if city != region}
    province = divisions.ancestors(region)[-2]
    cities = [row.code for row in divisions.children(province) if row.level is Level.CITY]
    return {city: 1.0 for city in cities if city != region and counties_of(city)}


def employer_weights(region: int) -> tuple[list[int], Floats]:
    """Return counties and the share of employers in each."""
    weights: dict[int, float] = {}
    _spread(weights, counties_of(region), REGION_SHARE)
    others = _around(region)
    outside, beyond = 1 - REGION_SHARE - BEYOND_SHARE, BEYOND_SHARE
    if not others:  # nothing is listed of the province but the region
        outside, beyond = 0.0, outside + beyond
    for city, share in others.items():
        _spread(weights, counties_of(city), outside * share / sum(others.values()))
    _spread(weights, OUTSIDE_PROVINCE, beyond)
    return list(weights), np.array(list(weights.values()))


def home_weights(region: int) -> tuple[list[int], Floats]:
    """Return places and the share of people registered in each."""
    weights: dict[int, float] = {}
    _spread(weights, counties_of(region), 0.55)
    others = _other_homes(region)
    _spread(weights, others, 0.13)
    _spread(weights, dict(ORIGINS), 0.32 if others else 0.45)
    return list(weights), np.array(list(weights.values()))


def _other_homes(region: int) -> dict[int, float]:
    """Return the counties of the other cities of the province, and how many come from each."""
    if region not in COUNTIES:
        return {county: 1.0 for city in _around(region) for county in counties_of(city)}
    return {
        county: share * OUTSIDE_CITIES[city]
        for city, counties in COUNTIES.items()
        if city != region
        for county, share in counties.items()
    }


def _spread(into: dict[int, float], places: dict[int, float], share: float) -> None:
    total = sum(places.values())
    for code, weight in places.items():
        into[code] = into.get(code, 0.0) + share * weight / total
