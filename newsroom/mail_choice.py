"""The page where a member of the newsroom switches the program's mail to them off and on."""

from django.contrib import admin
from django.contrib.messages import success
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from articles.models import NoMail


def mail_choice(request: HttpRequest) -> HttpResponse:
    """Show whether somebody gets mail; on POST, change it to what `mail` says, `on` or `off`."""
    if request.method == "POST":
        if request.POST.get("mail") == "on":
            NoMail.objects.filter(user=request.user).delete()
            success(request, "You get mail again when a story waits for you.")
        else:
            NoMail.objects.get_or_create(user=request.user)
            success(request, "You get no more mail. What waits for you stands on the start page.")
        return HttpResponseRedirect(reverse("admin:mail"))
    context = {
        **admin.site.each_context(request),
        "title": "Mail to you",
        "gets_mail": not NoMail.objects.filter(user=request.user).exists(),
        "paper_sends_mail": request.site_settings.sends_mail,
    }
    return TemplateResponse(request, "admin/mail_choice.html", context)
