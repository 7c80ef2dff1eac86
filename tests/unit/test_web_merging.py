"""What the workbench says of changes that were put on top of what somebody else wrote."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from detente.case.edit import SetNumber
from detente.web.app import make_app
from tests.folders import CASE, write

FROZEN = "value/usa/yongbyon/frozen"
SAID = "yongbyon, frozen: the disk said &#34;9 to 12&#34;; &#34;7&#34; was put there."


def test_a_number_that_the_disk_changed_too_is_named_until_it_was_looked_at(tmp_path: Path) -> None:
    folder = write(tmp_path / "towns")
    app = make_app({"towns": folder}, 16)
    with TestClient(app) as client:
        desk = app.state.desks["towns"]
        desk.edit(SetNumber(FROZEN, "7"))
        (folder / "case.yaml").write_text(CASE.replace("usa: 6 to 14", "usa: 9 to 12"))
        assert "listed%20above" in client.post("/c/towns/merge").headers["X-Note"]
        assert SAID in client.get("/c/towns/notices").text
        desk.undo()
        assert desk.is_saved
        assert desk.revision.case.issue("yongbyon").option("frozen").values["usa"].text == "9 to 12"
        desk.undo()
        assert desk.revision.case.issue("yongbyon").option("frozen").values["usa"].text == "7"
        assert SAID in client.get("/c/towns/notices").text
        client.post("/c/towns/settle")
        assert "was put there" not in client.get("/c/towns/notices").text


def test_what_cannot_be_made_again_is_named_and_the_rest_needs_no_look(tmp_path: Path) -> None:
    folder = write(tmp_path / "towns")
    app = make_app({"towns": folder}, 16)
    with TestClient(app) as client:
        desk = app.state.desks["towns"]
        desk.edit(SetNumber(FROZEN, "7"))
        (folder / "case.yaml").write_text(CASE.replace("-5 to -2", "-6 to -2"))
        assert "stand%20on%20top" in client.post("/c/towns/merge").headers["X-Note"]
        assert "put on top" not in client.get("/c/towns/notices").text
        desk.pin()
        desk.edit(SetNumber(FROZEN, "8"))
        desk.back()
        (folder / "case.yaml").write_text(CASE.replace("-5 to -2", "-7 to -2"))
        client.post("/c/towns/merge")
        assert "it took a whole version" in client.get("/c/towns/notices").text


def test_a_number_is_not_set_in_what_took_its_place(tmp_path: Path) -> None:
    folder = write(tmp_path / "towns")
    app = make_app({"towns": folder}, 16)
    other = "interactions:\n  - {when: {yongbyon: frozen, inspections: some}, usa: 1}\n"
    with TestClient(app) as client:
        desk = app.state.desks["towns"]
        desk.edit(SetNumber("interaction/1/usa", "9"))
        (folder / "case.yaml").write_text(CASE.replace("interactions:\n", other))
        client.post("/c/towns/merge")
        told = client.get("/c/towns/notices").text
        assert "what stands in that place on the disk is something else" in told
        values = [each.values["usa"].text for each in desk.revision.case.interactions]
        assert values == ["1", "4 to 8"]
        desk.undo()
        assert desk.revision.case.interactions[0].values["usa"].text == "9"
        change = CASE.replace("4 to 8", "4 to 7")
        (folder / "case.yaml").write_text(change)
        client.post("/c/towns/merge")
        assert "9" in client.get("/c/towns/notices").text
        assert desk.revision.case.interactions[0].values["usa"].text == "9"
