"""The texts of WordPress's two editors become rich text, and no word is lost."""

import re
from html import unescape

import pytest

from tests.conftest import CORPORA
from wordpress import wxr
from wordpress.content import convert
from wordpress.content.plain import one_line, paragraphs
from wordpress.content.shortcodes import attributes_of


class Shelf:
    """Knows the attachments 11 to 13, and one page that moved."""

    def __init__(self, pictures=True):
        self.pictures = {"11": 1, "12": 2, "13": 3} if pictures else {}

    def prepare(self, urls, ids):
        pass

    def picture(self, number, url):
        found = re.search(r"/picture-(\d+)", url)
        return self.pictures.get(number or (found[1] if found else ""))

    def address(self, url):
        return "/2024/07/new/" if url.partition("#")[0].rstrip("/").endswith("/old-page") else None

    def is_own(self, url):
        return "//old.example" in url

    def gallery(self):
        return ["11", "12", "13"]

    def reusable(self, number):
        return {
            "5": "<!-- wp:paragraph --><p>Reused</p><!-- /wp:paragraph -->",
            "6": '<!-- wp:block {"ref":6} /-->',
        }.get(number)

    def footnotes(self):
        return "<ol><li>A note</li></ol>"


def html(text: str, **options) -> str:
    return convert(text, Shelf(**options), "https://old.example/2019/05/here/").html


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.", "<p>One.</p><p>Two.</p>"),
        ("One.\r\n\r\n\r\n Two.", "<p>One.</p><p>Two.</p>"),
        ("One\ntwo", "<p>One<br>two</p>"),
        ("One<br />\ntwo", "<p>One<br>two</p>"),
        ("One<br/><br/>Two", "<p>One</p><p>Two</p>"),
        ("<em>One\n\nTwo</em>", "<p><em>One</em></p><p><em>Two</em></p>"),
        ("<h2>Head</h2>\nText", "<h2>Head</h2><p>Text</p>"),
        ("<h1>Head</h1><h6>Foot</h6>", "<h2>Head</h2><h4>Foot</h4>"),
        ("<ul>\n<li>a</li>\n\n<li>b</li>\n</ul>\nAfter", "<ul><li>a</li><li>b</li></ul><p>After</p>"),
        ("<blockquote>One\n\nTwo</blockquote>", "<blockquote><p>One</p><p>Two</p></blockquote>"),
        ("<pre>a\n\n  b\n</pre>", "<pre><code>a\n\n  b</code></pre>"),
        ("<pre>a<br>b</pre>", "<pre><code>a\nb</code></pre>"),
        ("<div>One\n\nTwo</div>Three", "<p>One</p><p>Two</p><p>Three</p>"),
        ("<p>One\n\nTwo", "<p>One</p><p>Two</p>"),
        ("<center><font color=red>Old</font> <u>ways</u></center>", "<p>Old ways</p>"),
        ("<dl><dt>Word</dt><dd>Meaning</dd></dl>", "<p><strong>Word</strong></p><p>Meaning</p>"),
        ("<q>Quoted</q> and a < b && c", "<p>“Quoted” and a &lt; b &amp;&amp; c</p>"),
        (
            "<a href='x'><b>unclosed",
            '<p><a href="https://old.example/2019/05/here/x"><strong>unclosed</strong></a></p>',
        ),
        ("Up<!--more-->Down", "<p>Up</p><p>Down</p>"),
        ("One<!--nextpage-->Two", "<p>One</p><p>Two</p>"),
        ("<!-- a remark -->Text", "<p>Text</p>"),
        ("", ""),
    ],
)
def test_paragraphs_of_the_classic_editor(text, expected):
    assert html(text).replace("\n</code>", "</code>") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '[caption id="attachment_11" width="300"]<img src="/x.jpg" class="wp-image-11"/> The '
            "<em>sea</em>[/caption]",
            '<figure data-image="1"><figcaption>The <em>sea</em></figcaption></figure>',
        ),
        (
            '[caption id="attachment_11" caption="Old way"]<img src="x.jpg">[/caption]',
            '<figure data-image="1"><figcaption>Old way</figcaption></figure>',
        ),
        (
            '[gallery ids="11,13"]',
            '<div data-gallery=""><figure data-image="1"></figure><figure data-image="3">'
            "</figure></div>",
        ),
        (
            "[gallery exclude=12]",
            '<div data-gallery=""><figure data-image="1"></figure><figure data-image="3">'
            "</figure></div>",
        ),
        ("[gallery ids='12']", '<figure data-image="2"></figure>'),
        (
            "[embed]https://youtu.be/dQw4w9WgXcQ[/embed]",
            '<div data-embed="https://youtu.be/dQw4w9WgXcQ"><a href="https://youtu.be/dQw4w9WgXcQ">'
            "https://youtu.be/dQw4w9WgXcQ</a></div>",
        ),
        (
            "[audio src=https://a.example/talk.mp3]",
            '<p><a href="https://a.example/talk.mp3">https://a.example/talk.mp3</a></p>',
        ),
        ("Say [[gallery]] so", "<p>Say [gallery] so</p>"),
        ("[audio]", "<p>[audio]</p>"),
        ("[caption]no end", "<p>[caption]no end</p>"),
    ],
)
def test_shortcodes_of_wordpress(text, expected):
    assert html(text) == expected


def test_an_address_alone_on_its_line_is_an_embed_and_in_a_sentence_is_none():
    lone = html("Before\nhttp://www.youtube.com/watch?v=dQw4w9WgXcQ\nAfter")
    assert lone.startswith('<p>Before</p><div data-embed="https://www.youtube.com/watch?v=dQw4w9WgXcQ">')
    assert "data-embed" not in html("Look at https://youtu.be/dQw4w9WgXcQ now")
    assert "data-embed" not in html("<pre>\nhttps://youtu.be/dQw4w9WgXcQ\n</pre>")


def test_unknown_shortcodes_stay_and_are_named():
    converted = convert(
        '[contact-form id="3"] He said [sic] [1].\n\n[ad_box]x[/ad_box]\n\n[quiz]', Shelf()
    )
    assert converted.unknown_shortcodes == ["contact-form", "ad_box", "quiz"]
    assert '[contact-form id="3"]' in unescape(converted.html)
    assert "[sic]" in converted.html


def test_the_text_above_more_is_the_teaser():
    converted = convert(
        "First <b>words</b>.\n\n<!--more Read on-->\n\nThe rest.<!--nextpage-->End", Shelf()
    )
    assert converted.teaser == "First words."
    assert converted.pages == 2


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            '<!-- wp:image {"id":11} --><figure class="wp-block-image"><img src="/y.jpg" '
            'class="wp-image-11"/>'
            "<figcaption>Sea</figcaption></figure><!-- /wp:image -->",
            '<figure data-image="1"><figcaption>Sea</figcaption></figure>',
        ),
        (
            '<!-- wp:gallery --><figure class="wp-block-gallery"><!-- wp:image {"id":11} -->'
            '<figure><img class="wp-image-11">'
            '</figure><!-- /wp:image --><figure><img class="wp-image-12"><figcaption>'
            "Two</figcaption></figure>"
            "<figcaption>Both</figcaption></figure><!-- /wp:gallery -->",
            '<div data-gallery=""><figure data-image="1"></figure><figure data-image="2">'
            "<figcaption>Two</figcaption>"
            "</figure></div><p>Both</p>",
        ),
        (
            '<!-- wp:embed {"url":"https://vimeo.com/76979871"} --><figure class="wp-block-embed"><div '
            'class="wp-block-embed__wrapper">\nhttps://vimeo.com/76979871\n</div><figcaption>'
            "Film</figcaption></figure>"
            "<!-- /wp:embed -->",
            '<div data-embed="https://vimeo.com/76979871"><a href="https://vimeo.com/76979871">'
            "https://vimeo.com/76979871</a></div><p>Film</p>",
        ),
        (
            '<!-- wp:pullquote --><figure class="wp-block-pullquote"><blockquote><p>Said</p>'
            "<cite>Who</cite></blockquote>"
            "</figure><!-- /wp:pullquote -->",
            "<blockquote><p>Said</p><p><em>Who</em></p></blockquote>",
        ),
        (
            '<!-- wp:cover {"url":"/z.jpg","id":12} --><div class="wp-block-cover"><div '
            'class="wp-block-cover__inner">'
            "<!-- wp:paragraph --><p>Over</p><!-- /wp:paragraph --></div></div><!-- /wp:cover -->",
            '<figure data-image="2"></figure><p>Over</p>',
        ),
        (
            '<!-- wp:verse --><pre class="wp-block-verse">One\n  two <em>three</em></pre><!-- '
            "/wp:verse -->",
            "<p>One<br>\xa0\xa0two <em>three</em></p>",
        ),
        (
            "<!-- wp:details --><details><summary>More</summary><!-- wp:paragraph --><p>Text</p>"
            "<!-- /wp:paragraph -->"
            "</details><!-- /wp:details -->",
            "<p><strong>More</strong></p><p>Text</p>",
        ),
        (
            '<!-- wp:buttons --><div><div class="wp-block-button"><a href="https://a.example/">'
            "Go</a></div></div>"
            "<!-- /wp:buttons -->",
            '<p><a href="https://a.example/">Go</a></p>',
        ),
        (
            '<!-- wp:table --><figure class="wp-block-table"><table><thead><tr><th>A</th></tr>'
            "</thead><tbody><tr><td>1</td>"
            "</tr></tbody></table><figcaption>Sums</figcaption></figure><!-- /wp:table -->",
            "<table><tbody><tr><th>A</th></tr><tr><td>1</td></tr></tbody></table><p>Sums</p>",
        ),
        (
            "<!-- wp:paragraph -->\n<p>One\ntwo</p>\n<!-- /wp:paragraph -->\n\nClassic\nline",
            "<p>One two</p><p>Classic<br>line</p>",
        ),
        ('<!-- wp:block {"ref":5} /-->', "<p>Reused</p>"),
        ('<!-- wp:block {"ref":6} /--><p>End</p>', "<p>End</p>"),
        (r'<!-- wp:block {"ref":"\ud800"} /--><p>End</p>', "<p>End</p>"),
        (
            r'<!-- wp:social-link {"url":"https://a.example/","label":"\ud800b\u001b\ud83d\ude00"} /-->',
            '<p><a href="https://a.example/">b😀</a></p>',
        ),
        ("<!-- wp:footnotes /-->", "<ol><li>A note</li></ol>"),
        ("<!-- wp:latest-posts /-->", ""),
        (
            '<!-- wp:shortcode -->\n[gallery ids="12"]\n<!-- /wp:shortcode -->',
            '<figure data-image="2"></figure>',
        ),
    ],
)
def test_blocks(block, expected):
    assert html(block).replace("&nbsp;", "\xa0") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<a href="https://old.example/old-page/#part">x</a>', '<a href="/2024/07/new/#part">x</a>'),
        ('<a href="/old-page/">x</a>', '<a href="/2024/07/new/">x</a>'),
        ('<a href="https://old.example/else/">x</a>', '<a href="https://old.example/else/">x</a>'),
        ('<a href="#note-1">x</a>', "x"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<a href=" mailto:desk@paper.example">x</a>', '<a href="mailto:desk@paper.example">x</a>'),
    ],
)
def test_links(text, expected):
    assert html(text) == f"<p>{expected}</p>"


def test_links_and_pictures_that_are_not_here_are_known_to_be_missing():
    assert convert('<a href="https://old.example/else/">x</a>', Shelf()).has_open_links
    assert not convert('<a href="https://other.example/">x</a>', Shelf()).is_unresolved
    missing = convert('<img src="https://old.example/p.jpg" alt="A boat">', Shelf(pictures=False))
    assert missing.missing_pictures == ["https://old.example/p.jpg"]
    assert missing.html == '<p><a href="https://old.example/p.jpg">A boat</a></p>'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '<p>Left <img class="wp-image-11"> right</p>',
            '<p>Left</p><figure data-image="1"></figure><p>right</p>',
        ),
        (
            '<a href="https://old.example/big.jpg"><img class="wp-image-11"></a>',
            '<figure data-image="1"></figure>',
        ),
        (
            '<a href="https://shop.example/"><img class="wp-image-11" alt="Buy"></a>',
            '<figure data-image="1"><figcaption><a href="https://shop.example/">Buy</a>'
            "</figcaption></figure>",
        ),
        (
            '<img src="data:image/gif;base64,R0" data-src="https://old.example/picture-12.jpg">',
            '<figure data-image="2"></figure>',
        ),
        ('Hi <img class="wp-smiley" alt=":-)">', "<p>Hi :-)</p>"),
        ('<img src="https://count.example/p.gif" width="1" height="1">Text', "<p>Text</p>"),
        (
            '<iframe src="//www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
            '<div data-embed="https://www.youtube.com/embed/dQw4w9WgXcQ"><a '
            'href="https://www.youtube.com/embed/dQw4w9WgXcQ">'
            "https://www.youtube.com/embed/dQw4w9WgXcQ</a></div>",
        ),
        (
            '<video><source src="https://a.example/v.mp4"></video>',
            '<p><a href="https://a.example/v.mp4">https://a.example/v.mp4</a></p>',
        ),
        ("<script>alert(1)</script><style>p{}</style>Text", "<p>Text</p>"),
    ],
)
def test_pictures_and_players(text, expected):
    assert html(text) == expected


@pytest.mark.parametrize("inside", ["<![>", "<!--", "<p>No frames? <b>Pity", "</iframe", "<iframe>"])
def test_what_stands_in_a_frame_hides_nothing_that_follows(inside):
    text = f'<iframe src="https://old.example/old-page/">{inside}</iframe>After'
    assert html(text) == '<p><a href="/2024/07/new/">https://old.example/old-page/</a></p><p>After</p>'
    assert one_line(text) == "After"


def test_alt_texts_are_collected_by_picture():
    assert convert('<img class="wp-image-11" alt="A  boat">', Shelf()).alts == {1: "A boat"}


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "ul><li"])
def test_texts_nested_without_end_take_no_time(tag):
    converted = convert(f"<{tag}>" * 50_000 + "word", Shelf())
    assert "word" in converted.html


def test_shortcode_attributes_in_all_their_quotes():
    raw = "ids=\"1,2\" size='large' columns=3 title=“Two words” &quot;bare&quot; https://a.example/x"
    assert attributes_of(raw) == {
        "ids": "1,2",
        "size": "large",
        "columns": "3",
        "title": "Two words",
        0: "bare",
        1: "https://a.example/x",
    }


def test_plain_text_of_titles_and_comments():
    assert one_line("A <em>new</em>&nbsp;day &amp;\n night <3") == "A new day & night <3"
    said = (
        'One<br>two <a href="https://a.example/">here</a>\n\n<p>Three</p><script>x</script>'
        '<a href="https://b.example/">https://b.example/</a>'
    )
    assert paragraphs(said) == "One\ntwo here (https://a.example/)\n\nThree\n\nhttps://b.example/"


TEXT_TAGS = "abbr|acronym|a|b|big|cite|code|del|em|font|i|ins|kbd|mark|s|small|span|strike|strong"


def visible_passages(text: str) -> list[str]:
    """Return the letters of each passage that a reader of WordPress sees without a break.

    They are found in a simpler way than the import's: all but a few tags end a passage.
    """
    text = re.sub(r"<!--.*?-->", "<hr>", text, flags=re.DOTALL)
    text = re.sub(r"\[/?(?:caption|gallery|audio|video|embed)\b[^\]]*\]", "<hr>", text)
    text = re.sub(r"<(script|style)\b.*?</\1>", "<hr>", text, flags=re.DOTALL)
    text = re.sub(rf"</?(?:{TEXT_TAGS}|q|sub|sup|tt|u|var)(?:\s[^>]*)?>", "", text)
    passages = (re.sub(r"[\W_]", "", unescape(part)) for part in re.split(r"<[a-z/][^>]*>", text))
    return [passage for passage in passages if passage]


@pytest.mark.corpora
@pytest.mark.parametrize(
    "name", ["theme-unit-test.xml", "block-test.xml", "importer-fixtures/a11y-unit-test-data.xml"]
)
@pytest.mark.parametrize("pictures", [True, False])
def test_every_visible_word_of_a_real_export_is_kept_in_its_order(name, pictures):
    seen = 0
    for record in wxr.read(CORPORA / "wxr" / name):
        if not isinstance(record, wxr.Item) or record.type not in {"post", "page"}:
            continue
        seen += 1
        kept = "".join(visible_passages(convert(record.content, Shelf(pictures), record.link).html))
        at = 0
        for passage in visible_passages(record.content):
            at = kept.find(passage, at)
            assert at >= 0, f"{record.title}: {passage[:80]}"
            at += len(passage)
    assert seen > 40
