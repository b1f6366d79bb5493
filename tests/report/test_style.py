"""The page's style: what is read has contrast enough, in light and in dark, and nothing is told by colour alone."""

import re
from importlib.resources import files

import pytest

STYLE = (files("skxent.report._rendering") / "templates" / "style.css").read_text(encoding="utf-8")
SCHEMES = [dict(re.findall(r"--(\w+): (#[0-9a-f]{6})\b", part)) for part in STYLE.split("prefers-color-scheme")[:2]]


def luminance(colour):
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def mixed(one, other, share):
    parts = (round(share * int(one[i : i + 2], 16) + (1 - share) * int(other[i : i + 2], 16)) for i in (1, 3, 5))
    return "#" + "".join(f"{part:02x}" for part in parts)


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
def test_text_has_a_contrast_of_aa(scheme):
    assert {"ink", "soft", "mark", "ref", "fail", "pass", "paper", "tint"} <= set(scheme)
    for ground in ("paper", "tint"):
        for text in ("ink", "soft", "mark", "fail", "pass"):
            assert contrast(scheme[text], scheme[ground]) >= 4.5, (text, ground)
    assert contrast(scheme["ref"], scheme["paper"]) >= 4.5
    darkest = mixed(scheme["mark"], scheme["paper"], 0.5)  # a field of a heat map
    assert contrast(scheme["ink"], darkest) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
def test_marks_of_charts_stand_out(scheme):
    opacity = min(map(float, re.findall(r"svg \.s(?:troke|pan) \{[^}]*opacity: (\.\d+)", STYLE)))
    assert contrast(mixed(scheme["mark"], scheme["paper"], opacity), scheme["paper"]) >= 3
    assert contrast(scheme["soft"], scheme["paper"]) >= 3
