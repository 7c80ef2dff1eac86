"""A home for every test module, for what the workbench keeps of unsaved changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def _keep_apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no module be offered what another left unsaved in a shipped case."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        yield
