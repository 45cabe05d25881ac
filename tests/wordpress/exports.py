"""Writes small exports for tests: as WordPress would, or broken where a test wants it so."""

from xml.sax.saxutils import quoteattr

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The Old Paper</title>
<link>https://old.example</link>
<description>All that fits</description>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example</wp:base_site_url>
<wp:base_blog_url>https://old.example</wp:base_blog_url>
"""
TAIL = "</channel>\n</rss>\n"


def cdata(text: str) -> str:
    """Return text as WordPress writes it."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def author(
    login: str, name: str = "", email: str = "private@example.org", first: str = "", last: str = ""
) -> str:
    return (
        f"<wp:author><wp:author_id>1</wp:author_id><wp:author_login>{cdata(login)}</wp:author_login>"
        f"<wp:author_email>{cdata(email)}</wp:author_email>"
        f"<wp:author_display_name>{cdata(name)}</wp:author_display_name>"
        f"<wp:author_first_name>{cdata(first)}</wp:author_first_name>"
        f"<wp:author_last_name>{cdata(last)}</wp:author_last_name></wp:author>\n"
    )


def category(slug: str, name: str = "", parent: str = "", number: int = 0, about: str = "") -> str:
    return (
        f"<wp:category><wp:term_id>{number or ''}</wp:term_id>"
        f"<wp:category_nicename>{cdata(slug)}</wp:category_nicename>"
        f"<wp:category_parent>{cdata(parent)}</wp:category_parent>"
        f"<wp:cat_name>{cdata(name or slug.title())}</wp:cat_name>"
        f"<wp:category_description>{cdata(about)}</wp:category_description></wp:category>\n"
    )


def tag(slug: str, name: str = "", about: str = "") -> str:
    return (
        f"<wp:tag><wp:tag_slug>{cdata(slug)}</wp:tag_slug>"
        f"<wp:tag_name>{cdata(name or slug.title())}</wp:tag_name>"
        f"<wp:tag_description>{cdata(about)}</wp:tag_description></wp:tag>\n"
    )


def comment(number: int, text: str = "Well said.", **values) -> str:
    fields = {
        "comment_id": number,
        "comment_author": "A reader",
        "comment_author_email": "reader@example.org",
        "comment_author_url": "",
        "comment_author_IP": "203.0.113.9",
        "comment_date": "2024-07-16 12:00:00",
        "comment_date_gmt": "2024-07-16 12:00:00",
        "comment_approved": "1",
        "comment_type": "comment",
        "comment_parent": 0,
    } | values
    inside = "".join(f"<wp:{name}>{cdata(str(value))}</wp:{name}>" for name, value in fields.items())
    return f"<wp:comment>{inside}<wp:comment_content>{cdata(text)}</wp:comment_content></wp:comment>\n"


def item(number: int | str, content: str = "Some words.", **values) -> str:
    """Return an item; `terms` are (taxonomy, slug, name), `meta` (key, value) pairs, `inside` is XML."""
    terms = values.pop("terms", [])
    meta = values.pop("meta", [])
    inside = values.pop("inside", "")
    slug = values.get("post_name", f"post-{number}")
    fields = {
        "post_id": number,
        "post_date": "2024-07-15 09:30:00",
        "post_date_gmt": "2024-07-15 09:30:00",
        "comment_status": "open",
        "post_name": slug,
        "status": "publish",
        "post_parent": 0,
        "menu_order": 0,
        "post_type": "post",
        "post_password": "",
        "is_sticky": 0,
    }
    plain = {
        "title": f"Post {number}",
        "link": f"https://old.example/2024/07/{slug}/",
        "dc:creator": "maria",
        "excerpt:encoded": "",
    }
    for name, value in values.items():
        if name in {"title", "link", "guid", "pubDate"}:
            plain[name] = value
        elif name == "creator":
            plain["dc:creator"] = value
        elif name == "excerpt":
            plain["excerpt:encoded"] = value
        else:
            fields[name] = value
    lines = [f"<{name}>{cdata(str(value))}</{name}>" for name, value in plain.items()]
    lines.append(f"<content:encoded>{cdata(content)}</content:encoded>")
    lines += [f"<wp:{name}>{cdata(str(value))}</wp:{name}>" for name, value in fields.items()]
    lines += [
        f"<category domain={quoteattr(domain)} nicename={quoteattr(nicename)}>{cdata(name)}</category>"
        for domain, nicename, name in terms
    ]
    lines += [
        f"<wp:postmeta><wp:meta_key>{cdata(key)}</wp:meta_key>"
        f"<wp:meta_value>{cdata(value)}</wp:meta_value></wp:postmeta>"
        for key, value in meta
    ]
    return "<item>\n" + "\n".join(lines) + f"\n{inside}</item>\n"


def attachment(number: int, url: str, parent: int = 0, **values) -> str:
    return item(
        number,
        values.pop("content", ""),
        post_type="attachment",
        status="inherit",
        post_parent=parent,
        attachment_url=url,
        **values,
    )


def export(*parts: str) -> str:
    """Return a whole file."""
    return HEAD + "".join(parts) + TAIL
