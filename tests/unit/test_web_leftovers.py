"""Nothing of the workbench is left over or left out: pages, parts, templates, styles, scripts."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path

import pytest

import detente
from detente.report.findings import NEEDS, Findings
from detente.web.outline import PARTS
from detente.web.pages.section_pages import SECTIONS
from detente.web.questions import QUESTIONS

SOURCES = Path(detente.__file__).parent
WEB = SOURCES / "web"
TEMPLATES = sorted((WEB / "templates").iterdir())
STYLES = sorted((WEB / "static").glob("*.css"))
SCRIPTS = sorted(path for path in (WEB / "static").glob("*.js") if "htmx" not in path.name)


def read_all(*paths: Path) -> str:
    return "\n".join(path.read_text("utf-8") for path in paths)


CODE = sorted([*WEB.rglob("*.py"), *(SOURCES / "report").rglob("*.py")])
PAGES = read_all(*TEMPLATES, *(SOURCES / "report" / "templates").iterdir(), *SCRIPTS, *CODE)


def is_named(word: str, text: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text) is not None


@pytest.mark.parametrize("style", STYLES, ids=lambda path: path.name)
def test_every_class_and_id_of_a_style_is_on_some_page(style: Path) -> None:
    plain = re.sub(r"/\*.*?\*/", "", style.read_text("utf-8"), flags=re.DOTALL)
    selectors = re.sub(r"\{[^{}]*\}", "{}", plain)
    named = set(re.findall(r"[.#]([a-zA-Z][\w-]*)", selectors))
    assert sorted(name for name in named if not is_named(name, PAGES)) == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_every_template_is_rendered(template: Path) -> None:
    others = read_all(*CODE, *(path for path in TEMPLATES if path != template))
    assert template.name in others


@pytest.mark.parametrize("file", [*STYLES, *SCRIPTS], ids=lambda path: path.name)
def test_every_style_and_script_is_linked(file: Path) -> None:
    assert f"/static/{file.name}" in read_all(*TEMPLATES)


def test_pages_listen_for_what_is_told_and_for_nothing_else() -> None:
    told = set(re.findall(r"\.tell\(\s*\"([a-z]+)\"", read_all(*CODE)))
    heard = re.search(r"EVENTS = (\[.*?\]);", read_all(*SCRIPTS))
    assert heard is not None
    assert {"bye", *json.loads(heard[1])} == told


def test_every_part_of_a_report_has_its_question_and_its_page() -> None:
    parts = {field.name for field in fields(Findings)}
    assert set(PARTS) == parts
    assert parts <= set(QUESTIONS)
    assert {page.slug for page in PARTS.values()} == {"lists", "deals", "plan", *SECTIONS}
    assert set(NEEDS) < parts


def test_no_part_hands_its_queue_down() -> None:
    """What is sent from within a part would stand in its queue, which drops all but the last."""
    queues = r'hx-sync="this:[^"]*"'
    text = read_all(*TEMPLATES)
    assert re.search(queues, text)
    assert not re.findall(f'{queues}(?! hx-disinherit="hx-sync")', text)
