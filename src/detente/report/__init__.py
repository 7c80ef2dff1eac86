"""Findings turned into words, charts, and a page that anybody can open."""

from detente.report.findings import Findings, study_all
from detente.report.page import render_html, render_markdown, save_report

__all__ = ["Findings", "render_html", "render_markdown", "save_report", "study_all"]
