"""What the program does by itself about what is read, every now and then."""

from articles.due import every
from readership import ranking, retention


@every(minutes=5)
def rank_most_read() -> str:
    """Work out anew which stories are read most."""
    changed = ranking.refresh()
    return f"lists of the most read stories that changed: {changed}" if changed else ""


@every(minutes=60)
def thin_out_views() -> str:
    """Keep days of views that were long ago, and no hours and hosts."""
    deleted = retention.thin()
    return f"hours and hosts of old views, deleted: {deleted}" if deleted else ""
