"""Catalogue 制度目录: the regulations as data, one TOML file a document, and how such a file is read."""

from functools import cache
from importlib import resources

from domain.catalogue.schema import parse
from domain.catalogue.tables import CatalogueError, Problem
from domain.rule import Document

__all__ = ["CatalogueError", "Problem", "load_all", "parse"]


def load_all() -> dict[str, tuple[str, Document]]:
    """The packaged documents: code -> (text of the file, document)."""
    return dict(_packaged())


@cache
def _packaged() -> dict[str, tuple[str, Document]]:
    """The same, read once: the files are part of the program."""
    found: dict[str, tuple[str, Document]] = {}
    for file in sorted(resources.files(__name__).iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            text = file.read_text(encoding="utf-8")
            document = parse(text, file.name)
            found[document.code] = (text, document)
    return found
