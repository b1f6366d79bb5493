"""The picture of docs/house.md holds all that is imported, and stands only while imports run downwards."""

import re

import pytest

from tests.contracts.docs_script import load

house, source = load("draw_house"), load("read_source")
MODULES = source.read_modules()
IMPORTS = source.read_imports(MODULES)


def test_what_is_imported_is_read_as_the_linter_reads_it():
    grimp = pytest.importorskip("grimp")
    graph = grimp.build_graph("skxent")
    assert set(MODULES) == graph.modules
    assert {name: set(graph.find_modules_directly_imported_by(name)) for name in MODULES} == IMPORTS


def test_every_package_has_its_box():
    packages = {name.split(".")[1] for name in MODULES if "." in name}
    assert packages - {"__main__"} == set(house.HOUSE)  # which is the door of cli


@pytest.mark.parametrize(("boxes", "inside"), [(house.HOUSE, "skxent"), (house.REPORT, "skxent.report")])
def test_each_box_and_each_way_between_two_is_drawn_once(boxes, inside):
    edges, sizes = house.counted(boxes, inside)
    drawing = house.stairs(boxes, inside)
    assert drawing.count('class="box"') == len(boxes) == len(sizes)
    numbers = re.findall(r'class="count">(\d+)<', drawing)
    assert sorted(map(int, numbers)) == sorted(edges.values())


def test_an_import_that_runs_upwards_is_not_drawn():
    with pytest.raises(ValueError, match="imports run upwards"):
        house.stairs(dict(reversed(house.HOUSE.items())), "skxent")


def test_below_the_picture_stand_the_contracts_that_hold_it():
    floors, report = house.captions()
    assert f"{len(MODULES)} modules and the {sum(map(len, IMPORTS.values()))} imports" in floors
    assert "The floors of the house: imports run downwards only" in floors
    assert "Inside the report: doors, then sections, then sums" in report
