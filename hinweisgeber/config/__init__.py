"""Configuration: settings HINWEISGEBER_*, what the institution says about itself, and the checks on both."""

from hinweisgeber.config.bodies import (
    Accessibility,
    Contact,
    ExternalBody,
    Imprint,
    Privacy,
    SignVideo,
    Topic,
)
from hinweisgeber.config.checks import RULES, Finding, findings, refuse_errors
from hinweisgeber.config.files import memory_trouble
from hinweisgeber.config.guidance import Assault, GuideEntry, TextBlock, gaps, is_assault
from hinweisgeber.config.institution import DEMO, TEMPLATE, Institution, load_institution, read_institution
from hinweisgeber.config.loading import find_home, load
from hinweisgeber.config.rules_machine import RING_NOTICE
from hinweisgeber.config.settings import (
    BACKUP_SECRET_FILE,
    INTAKE_SECRET_FILE,
    OFFICE_SECRET_FILE,
    Settings,
    documentation,
    env_name,
)
from hinweisgeber.config.sources import ENV_FILE, format_env, parse_env

__all__ = [
    "BACKUP_SECRET_FILE",
    "DEMO",
    "ENV_FILE",
    "INTAKE_SECRET_FILE",
    "OFFICE_SECRET_FILE",
    "RING_NOTICE",
    "RULES",
    "TEMPLATE",
    "Accessibility",
    "Assault",
    "Contact",
    "ExternalBody",
    "Finding",
    "GuideEntry",
    "Imprint",
    "Institution",
    "Privacy",
    "Settings",
    "SignVideo",
    "TextBlock",
    "Topic",
    "documentation",
    "env_name",
    "find_home",
    "findings",
    "format_env",
    "gaps",
    "is_assault",
    "load",
    "load_institution",
    "memory_trouble",
    "parse_env",
    "read_institution",
    "refuse_errors",
]
