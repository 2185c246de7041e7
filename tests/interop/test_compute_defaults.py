"""core/model/compute_defaults.json says what transformers' configurations take for keys that are not there."""

import json

import pytest

from compute_defaults import FILE, compute_defaults

WRITTEN = json.loads(FILE.read_text())


@pytest.fixture(scope="module")
def installed() -> dict:
    return compute_defaults()


def test_every_family_is_in_the_file(installed):
    assert sorted(WRITTEN) == sorted(installed)


def test_the_values_are_those_of_transformers(installed):
    differing = {name: (WRITTEN.get(name), entry) for name, entry in installed.items() if WRITTEN.get(name) != entry}
    assert not differing
