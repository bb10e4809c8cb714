"""What verifiers are measured on: files of labelled rows, and registered sets by their names."""

from .bench_set import BenchSet, LabelledRow, digest_of
from .entry import SetEntry
from .fields import Fields
from .resolve import default_sets, find_sets

__all__ = ["BenchSet", "Fields", "LabelledRow", "SetEntry", "default_sets", "digest_of", "find_sets"]
