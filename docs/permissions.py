"""Writes the tables of docs/permissions.md from the rules themselves: `python docs/permissions.py`.

A test compares the page with what this would write.
"""

import os
import sys
from pathlib import Path

PAGE = Path(__file__).with_name("permissions.md")
START, END = "<!-- tables -->\n", "<!-- end of tables -->\n"
STATES = {
    "draft": "draft",
    "in_review": "in review",
    "changes_requested": "changes requested",
    "approved": "approved",
    "scheduled": "scheduled",
    "published": "published",
    "withdrawn": "withdrawn",
}


def tables() -> str:
    """Return, for each role, what it may do to its own stories and to those of others, as Markdown."""
    from articles.permissions import Act, Grant, allows
    from newsroom.roles import REPORTER, ROLES, Role

    trusted = Role(
        "Reporter who may publish",
        "A reporter whose account has “Can publish own stories”.",
        REPORTER.permissions | {f"articles.{Grant.PUBLISH_OWN}"},
    )
    parts = []
    for role in sorted([*ROLES, trusted], key=lambda role: ROLES.index(role) if role in ROLES else 1.5):
        grants = frozenset(label.removeprefix("articles.") for label in role.permissions)
        rows = ["| | own stories | stories of others |", "|---|---|---|"]
        for act in Act:
            if act == Act.ADD:
                can = "yes" if allows(grants, act, own=True, state="draft") else "no"
                rows.append(f"| {act} | {can} | |")
                continue
            cells = [_states(allows, grants, act, own) for own in (True, False)]
            rows.append(f"| {act} | {cells[0]} | {cells[1]} |")
        parts.append(f"### {role.name}\n\n{role.purpose}\n\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _states(allows, grants, act, own: bool) -> str:
    may = [name for state, name in STATES.items() if allows(grants, act, own=own, state=state)]
    if len(may) in (0, len(STATES)):
        return "any state" if may else "no"
    return ", ".join(may)


def page() -> str:
    """Return the page with its tables written anew."""
    before, _, rest = PAGE.read_text("utf-8").partition(START)
    return before + START + tables() + END + rest.partition(END)[2]


if __name__ == "__main__":
    sys.path.insert(0, str(PAGE.parent.parent))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    import django

    django.setup()
    PAGE.write_text(page(), "utf-8")
