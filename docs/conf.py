"""Sphinx configuration: MyST pages, numpydoc reference, a gallery from examples/; built and read without a network."""

import os
import sys
from pathlib import Path

import skxent

sys.path.insert(0, str(Path(__file__).parent / "_scripts"))
os.environ.setdefault("MPLBACKEND", "agg")

project = "skxent"
author = "The skxent developers"
project_copyright = "2026, The skxent developers"
version = release = skxent.__version__

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_gallery.gen_gallery",
]
exclude_patterns = ["_build", "auto_examples/*.ipynb", "auto_examples/*.zip", "auto_examples/*.md5"]
templates_path = ["_templates"]
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3

autosummary_generate = True
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False
autodoc_typehints = "none"

sphinx_gallery_conf = {
    "examples_dirs": "../examples",
    "gallery_dirs": "auto_examples",
    "filename_pattern": r"/plot_",
    "ignore_pattern": r"what_the_others_return",  # makes a page, see there
    "download_all_examples": False,
    "abort_on_example_error": True,
    "show_memory": False,
    "write_computation_times": False,  # a page of which loads its tables' script from a network
}

html_theme = "pydata_sphinx_theme"
html_title = "skxent"
html_theme_options = {
    "navbar_end": ["theme-switcher"],
    "show_toc_level": 2,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
}
html_sidebars = {"index": [], "getting_started": [], "changelog": [], "house": [], "messages": []}
html_show_sourcelink = False
html_static_path = ["_static"]
html_css_files = ["skxent.css"]


def setup(app):  # noqa: ANN001, ANN201, D103 - Sphinx's own hook
    app.connect("builder-inited", lambda _: write_pages())


def write_pages() -> None:
    """Write what is read from the package's own source: the messages, and the pictures of the house."""
    import draw_house
    import list_messages

    list_messages.write()
    draw_house.write()
