"""What the JSON reference says of a sweep is what it finds: keys and types, both ways."""

from __future__ import annotations

from typing import Any

import pytest

from detente import sweep
from tests.folders import load_valleys
from tests.unit.test_docs_json import fits, is_at, read_keys, walk


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> list[tuple[str, Any]]:
    """Every key of a sweep in which something is set, something sampled, and something fails."""
    folder = tmp_path_factory.mktemp("sweep")
    case = load_valleys(folder / "valleys")
    record = sweep.run(
        case,
        ask=["offers", "claims"],
        grid={"reservation/upper": [0, 9]},
        sample=2,
        vary=["reservation/lower"],
        draws=8,
        out=folder / "out",
    )
    known = frozenset(read_keys("sweep"))
    return [(key, value) for key, value, _ in walk(record.to_dict(), "", known) if key]


def test_every_key_is_documented_and_every_documented_key_occurs(found):
    documented = set(read_keys("sweep"))
    seen = {key for key, _ in found}
    assert documented - seen == set()
    # What answers are counted is theirs to say.
    counted = {key for key in seen if key.startswith("summaries[].answers.")}
    assert {key for key in seen - counted if not any(is_at(k, key) for k in documented)} == set()


def test_types_are_as_stated(found):
    kinds = read_keys("sweep")
    for key, value in found:
        if key in kinds:
            assert fits(value, kinds[key]), f"{key}: {value!r} is no {kinds[key]}"
