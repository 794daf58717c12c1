"""The picture: well-formed whatever the names are, and nothing in it that could run."""

from __future__ import annotations

from xml.etree import ElementTree

from negforge.audit.audit import audit
from negforge.audit.options import Options
from negforge.audit.picture import picture
from tests.audit.small_pairs import clean, pair

QUICK = Options(quick=True, draws=100)


def test_every_group_split_and_cue_has_a_bar() -> None:
    root = ElementTree.fromstring(picture(audit(clean(20), QUICK)))
    texts = [one.text or "" for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert sum(text == "macro average" for text in texts) == 4
    assert "s0" in texts and "surface: ensemble of its judges" in texts


def test_hostile_names_stay_text() -> None:
    odd = '</text><script>alert(1)</script>" onload="x" \x00\x1b\ud800'
    text = picture(audit([pair(at, "One.", "Two!", split=odd) for at in range(4)], QUICK))
    root = ElementTree.fromstring(text.encode("utf-8", "surrogatepass"))
    assert {one.tag.split("}")[1] for one in root.iter()} <= {"svg", "title", "rect", "text", "line"}
    assert not any(name.startswith("on") for one in root.iter() for name in one.attrib)
