"""What the editor can write. Its toolbar and the server's allow-list both come from here."""

from typing import Any

from django_prose_editor.config import html_tags
from js_asset import static_lazy

EXTENSIONS: dict[str, Any] = {
    "Bold": True,
    "Italic": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "InlineCode": True,
    "CodeBlock": True,
    "Heading": {"levels": [2, 3, 4]},
    "HardBreak": True,
    "HorizontalRule": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "Link": {
        "protocols": ["https", "http", "mailto", "tel"],
        "defaultProtocol": "https",
        "enableTarget": False,
    },
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "Picture": True,
    "Gallery": True,
    "Embed": True,
    "HTML": True,
    "Fullscreen": True,
    "Surface": True,
    "NoSpellCheck": False,
}

# The setting DJANGO_PROSE_EDITOR_EXTENSIONS: extensions that are not part of the library's own list,
# the modules with their browser side, and the tags and attributes that they write.
OWN_EXTENSIONS = [
    {
        "js": [static_lazy("richtext/picture.js")],
        "extensions": {
            "Picture": html_tags(["figure", "figcaption"], {"figure": ["data-image"]}),
            "Gallery": html_tags(["div"], {"div": ["data-gallery"]}),
        },
    },
    {
        "js": [static_lazy("richtext/embed.js")],
        "extensions": {
            "Embed": html_tags(["div", "a"], {"div": ["data-embed"]}),
            "InlineCode": html_tags(["code"]),
        },
    },
    {
        "js": [static_lazy("richtext/surface.js")],
        "extensions": {"Surface": html_tags([]), "Fullscreen": html_tags([])},
    },
]

# The setting DJANGO_PROSE_EDITOR_MENU_GROUPS: the toolbar, from left to right.
MENU_GROUPS = [
    {"group": "blockType -lists", "type": "dropdown", "minItems": 2},
    {"group": "marks"},
    {"group": "link"},
    {"group": "lists"},
    {"group": "nodes -blockType -lists"},
    {"group": "insert"},
    {"group": "table"},
    {"group": "history"},
    {"group": "utility"},
]
