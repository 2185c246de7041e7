"""core/model/linear_modules.json says which tensors transformers' bitsandbytes quantizer replaces."""

import json

import pytest

from families import FAMILIES
from linear_modules import FILE, family_kinds

WRITTEN = json.loads(FILE.read_text())


@pytest.mark.parametrize("name", [name for name in FAMILIES if (FAMILIES[name].model_type or name) in WRITTEN])
def test_the_kinds_are_those_of_transformers(name):
    entry = WRITTEN[FAMILIES[name].model_type or name]
    found = family_kinds(name)
    assert found is not None
    assert set(found["linear"]) <= set(entry["linear"])
    assert set(found["kept"]) <= set(entry["kept"])


@pytest.mark.parametrize("name", [name for name in FAMILIES if (FAMILIES[name].model_type or name) not in WRITTEN])
def test_other_families_cannot_be_quantized_in_this_way(name):
    assert family_kinds(name) is None
