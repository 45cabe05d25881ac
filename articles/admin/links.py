"""The page of a story on which links to it are made, copied and revoked."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404

from articles import preview_links
from articles.history import told_time
from articles.models import PreviewLink
from articles.permissions import Act
from desk.related import can_be_key

MOST_SHOWN = 50
LIFETIMES = {"1": "1 day", "7": "1 week", "30": "30 days"}  # days


class LinkForm(forms.Form):
    """Asks for how long a link shall be good, and for whom it is."""

    lifetime = forms.ChoiceField(label="Good for", choices=list(LIFETIMES.items()), initial="7")
    label = forms.CharField(
        label="For whom",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        help_text="For the newsroom only: whoever opens the link does not see it.",
    )


class SharesStories:
    """A mixin for ArticleAdmin."""

    def links(self, request, pk):
        """The links to a story; on POST, one is made or revoked."""
        article = self._article(request, pk, Act.EDIT)
        revoked = request.POST.get("revoke")
        if revoked is not None:
            key = revoked if can_be_key(revoked) else 0
            link = get_object_or_404(article.preview_links, pk=key)
            if preview_links.revoke(link, request.user):
                self.message_user(
                    request, "The link is revoked: it leads nowhere now.", messages.SUCCESS
                )
            return HttpResponseRedirect(request.path)
        form = LinkForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            lifetime = dt.timedelta(days=int(form.cleaned_data["lifetime"]))
            link = preview_links.make(article, request.user, lifetime, form.cleaned_data["label"])
            self.message_user(
                request,
                f"The link is made. It is good until {told_time(link.expires_at)}.",
                messages.SUCCESS,
            )
            return HttpResponseRedirect(request.path)
        links = [_shown(link) for link in article.preview_links.all()[:MOST_SHOWN]]
        return self._page(request, article, "links", "Links to share", form=form, links=links)


def _shown(link: PreviewLink) -> dict:
    return {"row": link, "address": preview_links.address_of(link) if link.is_good else ""}
