"""Rich text in forms and models."""

import json
import re

import pytest
from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.urls import reverse

from articles.models import Article
from richtext.fields import RichTextField, RichTextFormField
from richtext.widgets import RichTextWidget


class PageForm(forms.Form):
    content = RichTextFormField(required=False)


def test_form_field_cleans_what_was_written():
    form = PageForm({"content": "<p onclick=x>a<script>b</script></p>"})
    assert form.is_valid()
    assert form.cleaned_data["content"] == "<p>a</p>"


def test_empty_editor_is_an_empty_text():
    form = PageForm({"content": "<p></p>"})
    assert form.is_valid()
    assert form.cleaned_data["content"] == ""


def test_required_text_needs_words():
    assert RichTextFormField(required=True).required
    with pytest.raises(forms.ValidationError):
        RichTextFormField().clean("")


def test_model_field_is_edited_with_the_editor_whatever_the_admin_asks_for():
    field = Article._meta.get_field("body").formfield(widget=AdminTextareaWidget)
    assert isinstance(field.widget, RichTextWidget)


def test_model_field_cleans_and_is_a_text_field_for_migrations():
    assert RichTextField().clean("<p onclick=x>a</p>", None) == "<p>a</p>"
    assert RichTextField().deconstruct()[1] == "django.db.models.TextField"


def test_widget_tells_the_editor_where_the_pictures_are():
    html = PageForm().as_p()
    config = json.loads(
        re.search(r'data-django-prose-editor-configurable="([^"]*)"', html)[1].replace("&quot;", '"')
    )
    assert config["extensions"]["Picture"]["pictureLibrary"] == reverse(
        "admin:images_image_picture_library"
    )
    assert {"Heading", "Picture", "Gallery", "Embed", "Table", "Link", "HTML"} <= set(
        config["extensions"]
    )
    assert [module for module in config["js_modules"] if "richtext/" in module]


def test_media_of_the_widget_bring_the_import_map_once():
    media = str(PageForm().media + PageForm().media)
    assert media.count('type="importmap"') == 1
    assert "richtext/library" in media
    assert "richtext/editor.css" in media
