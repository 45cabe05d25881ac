"""Plants text in every field that somebody can fill, and watches whether a page runs any of it."""

import uuid
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from django.utils import timezone
from PIL import Image as PillowImage
from taggit.models import Tag

from articles import saving
from articles.listing import refresh_listings
from articles.models import FAQ, Article, Byline, Category
from authors.models import Author
from comments.models import Comment, Decision, Report
from masthead.models import NavigationLink, SiteSettings, SocialLink
from tests.bulk import make_image

# Fires what a reader's mouse, keyboard and patience could fire, on every element.
PROVOKE = """() => {
    const types = ["load", "error", "click", "dblclick", "mousedown", "mouseup", "mouseenter",
        "mouseover", "mousemove", "pointerover", "pointerenter", "pointerdown", "touchstart",
        "pointerrawupdate", "focus", "focusin",
        "blur", "input", "change", "keydown", "keyup", "keypress", "wheel",
        "scroll", "scrollend", "toggle", "beforetoggle", "animationstart", "animationend",
        "transitionend", "transitionrun", "copy", "cut", "paste", "drag", "drop", "dragenter", "select",
        "beforecopy", "beforeinput", "contextmenu", "auxclick", "play", "canplay", "begin", "end",
        "repeat", "message", "hashchange", "popstate", "pageshow", "resize", "unhandledrejection"];
    for (const element of document.querySelectorAll("*"))
        for (const type of types)
            element.dispatchEvent(new Event(type, {cancelable: true}));
}"""

# What a page of ours never holds, whatever was planted: each finding is one line.
FIND = r"""() => {
    const found = [];
    const unsafe = ["javascript:", "vbscript:", "data:", "livescript:"];
    const scheme = value => { try { return new URL(value, location).protocol } catch { return "" } };
    const urls = new Set(["href", "src", "action", "formaction", "xlink:href", "data", "poster",
        "srcset", "background", "ping", "from", "to", "values", "codebase", "manifest", "cite"]);
    for (const element of document.querySelectorAll("*")) {
        const name = element.localName;
        const ours = ["/static/", "/admin/jsi18n/"].map(path => location.origin + path);
        const own = name === "script" && (ours.some(path => String(element.src).startsWith(path))
            || ["application/ld+json", "application/json", "importmap"].includes(element.type));
        if (["script", "iframe", "frame", "object", "embed", "applet", "base", "style", "link"]
                .includes(name) && !own && !(name === "link" && !element.closest("main")))
            found.push(element.outerHTML.slice(0, 300));
        if (name === "meta" && element.httpEquiv) found.push(element.outerHTML);
        for (const attribute of element.attributes) {
            if (attribute.name.startsWith("on")
                    || (attribute.name === "style" && !location.pathname.startsWith("/admin/"))
                    || attribute.name === "srcdoc"
                    || (urls.has(attribute.name) && unsafe.includes(scheme(attribute.value))))
                found.push(`${name} ${attribute.name}=${attribute.value.slice(0, 200)}`);
        }
    }
    return found;
}"""


def plant(vectors: list[str]) -> list[Article]:
    """Make a public story for each vector, the vector in each of its fields; return them.

    What stands on every page, and holds plain text only, takes a dozen of them at once.
    """
    now = timezone.now()
    dozen = "\n".join(vectors[:12])
    picture = Path(settings.MEDIA_ROOT, "originals", "x.jpg")
    picture.parent.mkdir(parents=True)
    PillowImage.new("RGB", (2, 2)).save(picture)
    site, _ = SiteSettings.objects.get_or_create(pk=1)
    for field in ("name", "tagline", "description", "comment_policy"):
        setattr(site, field, dozen[: site._meta.get_field(field).max_length])
    site.save()
    for number, vector in enumerate(vectors[:12]):
        for place in NavigationLink.Place:
            NavigationLink.objects.create(
                site=site, place=place, label=vector[:40], url=f"/{vector}"[:600]
            )
        SocialLink.objects.create(site=site, label=vector[:40], url=f"https://x.example/{number}")
    return [_plant(vector, now) for vector in vectors]


def _plant(vector, now) -> Article:
    key = uuid.uuid4().hex[:12]
    image = make_image(
        title=vector[:200], alt=vector[:400], caption=vector, credit=vector[:200], renditions=[]
    )
    category = Category.objects.create(
        name=vector[:120], slug=key, path=key, trail=[vector[:120]], description=vector
    )
    author = Author.objects.create(
        name=vector[:120], slug=key, job_title=vector[:120], bio=vector, photo=image,
        website=vector[:200], email=vector[:250],
    )  # fmt: skip
    article = Article(
        headline=vector[:250] or "-", slug=key, standfirst=vector, excerpt=vector, category=category,
        body=f'<p>{vector}</p><figure data-image="{image.pk}"><figcaption>{vector}</figcaption></figure>'
        f'{vector}<div data-embed="{vector}"><a href="{vector}">{vector}</a></div>',
        lead_image=image, lead_caption=vector, seo_title=vector[:200], seo_description=vector,
        status="published", published_at=now, url_month=now.date().replace(day=1), comment_count=2,
    )  # fmt: skip
    saving.derive(article)
    article.save()
    Byline.objects.create(article=article, author=author, credit=vector[:80])
    FAQ.objects.create(article=article, question=vector[:300], answer=vector)
    tag = Tag.objects.create(name=f"{vector[:80]} {key}", slug=key)
    article.tags.through.objects.create(
        object_id=article.pk, content_type=ContentType.objects.get_for_model(Article), tag=tag
    )
    refresh_listings(article)
    parent = None
    for _ in range(2):
        parent = Comment.objects.create(
            article=article, parent=parent, name=vector[:120], email=vector[:250], website=vector[:200],
            body=vector, user_agent=vector[:300], status="approved", created_at=now, report_count=1,
            held_for=[["blocked", vector]],
        )  # fmt: skip
        Report.objects.create(comment=parent, reason="other", words=vector, at=now)
        Decision.objects.create(
            comment=parent, action="edited", by_name=vector[:150], at=now, was={"body": vector}
        )
        Comment.objects.filter(pk=parent.pk).update(thread=parent.parent_id or parent.pk)
    Comment.objects.filter(pk=parent.parent_id).update(reply_count=1, picked_at=now, edited_at=now)
    page = FlatPage.objects.create(url=f"/{key}/", title=vector[:200], content=vector)
    page.sites.add(Site.objects.get_current())
    return article


class ScriptWatch:
    """Hears, from the browser's debugger, every script that a page runs beside the site's files."""

    def __init__(self, page, origin: str):
        self.page, self.origin = page, origin
        self.ran: list[str] = []
        debugger = page.context.new_cdp_session(page)
        debugger.on("Debugger.scriptParsed", self._parsed)
        debugger.send("Debugger.enable")
        page.on("dialog", self._dialog)

    def _parsed(self, event):
        url = event["url"]
        own = url.startswith((f"{self.origin}/static/", f"{self.origin}/admin/jsi18n/"))
        injected = url.startswith((f"{self.origin}/", "data:", "blob:", "javascript:"))
        if injected and not own:
            self.ran.append(f"script in {url} at line {event['startLine']}")

    def _dialog(self, dialog):
        self.ran.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def look(self, url: str, provoke: bool = True) -> list[str]:
        """Open a page, provoke it, and return what ran on it and what it should not hold.

        Not to be provoked: a page whose own scripts would save, leave or open something.
        """
        self.ran.clear()
        self.page.goto(url, wait_until="load")
        found = self.page.evaluate(FIND)
        if provoke:
            self.page.evaluate(PROVOKE)
        return [f"{url}: {line}" for line in self.ran + found]
