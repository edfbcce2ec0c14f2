import gzip
import os
import re
from itertools import chain
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from core.assets import BUNDLES, BundleFinder, join, parts_of

STATIC = Path(settings.BASE_DIR) / "static"
CSS = STATIC / "css"


@pytest.fixture
def finder(tmp_path, settings):
    (tmp_path / "static/css").mkdir(parents=True)
    settings.BASE_DIR, settings.DATA_DIR = tmp_path, tmp_path / "data"
    css = tmp_path / "static/css"
    for bundle in BUNDLES:
        (tmp_path / "static" / bundle).write_text("")
    (css / "app.css").write_text('/* all */\n@import "a.css";\n@import "b.css" layer(components);\n')
    (css / "rooms.css").write_text('@import "b.css" layer(components);\n')
    (css / "a.css").write_text(":root {\n  --ink: black; /* dark */\n}\n")
    (css / "b.css").write_text(".b {\n  color: var(--ink);\n}\n")
    return BundleFinder()


def test_parts_are_joined_in_order_each_in_its_layer(finder):
    text = Path(finder.find("css/app.css")).read_text()
    assert text == ":root {\n--ink:black\n}\n@layer components {\n.b {\ncolor:var(--ink)\n}\n}\n"


def test_a_newer_part_is_served_at_once(finder, tmp_path):
    bundle = Path(finder.find("css/app.css"))
    part = tmp_path / "static/css/b.css"
    part.write_text(".b {\n  color: red;\n}\n")
    later = bundle.stat().st_mtime_ns + 1
    os.utime(part, ns=(later, later))
    assert "color:red" in Path(finder.find("css/app.css")).read_text()


def test_an_import_that_leads_nowhere_is_named(finder, tmp_path):
    (tmp_path / "static/css/b.css").unlink()
    with pytest.raises(FileNotFoundError, match=r"b\.css"):
        finder.find("css/app.css")


def test_only_bundles_are_found_and_collected(finder):
    assert finder.find("css/a.css") == []
    assert [path for path, _ in finder.list([])] == list(BUNDLES)


def test_the_joined_sheet_comes_before_its_list():
    found = Path(finders.find("css/app.css"))
    assert STATIC not in found.parents
    assert "@import" not in found.read_text()


def test_every_component_is_listed_and_once_for_any_page():
    app, *others = [parts_of(STATIC / name) for name in (*BUNDLES, "css/waiting.css")]
    written = {*CSS.glob("components/*.css"), *CSS.glob("rooms/*.css")}
    for parts in others:
        assert len([*app, *parts]) == len({*app, *parts})
    assert written <= {*app, *chain(*others)}


def test_what_a_sheet_points_to_exists():
    for name in BUNDLES:
        for address in re.findall(r'url\("([^"]+)"\)', join(STATIC / name)):
            assert (CSS / address).is_file(), address


def test_the_styles_of_every_page_stay_light():
    assert len(gzip.compress(join(CSS / "app.css").encode())) < 16 * 1024
