"""Tags as they are typed, renamed and merged."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from taggit.models import Tag, TaggedItem

from articles import revisions, tagging, workflow, writing
from redirects.models import Redirect
from tests.factories import ArticleFactory


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", []),
        (" , ,", []),
        ("Climate change", ["Climate change"]),
        ("Lahore, Climate   change", ["Lahore", "Climate change"]),
        ("Lahore, LAHORE, lahore", ["Lahore"]),
        ('"Paris, Texas", film', ["Paris, Texas", "film"]),
        ('5" gun, ships', ['5" gun', "ships"]),
        ("one\ntwo", ["one", "two"]),
        ('"never closed, still one', ["never closed, still one"]),
    ],
)
def test_names_are_parted_by_commas(text, names):
    assert tagging.parse_names(text) == names


@given(st.lists(st.text(st.characters(exclude_categories=["C"]), min_size=1, max_size=30), max_size=5))
def test_what_is_written_for_an_editor_is_read_back(names):
    names = {name.casefold(): name for name in (" ".join(f"x{name}".split()) for name in names)}
    assert tagging.parse_names(tagging.format_names(names.values())) == list(names.values())


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("!!!", "needs a letter or a digit"),
        ("x" * 101, "100 characters at most"),
        ("ﷺ" * 9, "too long for an address"),
        (",".join(f"tag {n}" for n in range(31)), "30 tags at most"),
    ],
)
def test_names_that_cannot_be_tags_are_refused_with_a_sentence(text, sentence):
    with pytest.raises(ValidationError, match=sentence):
        tagging.parse_names(text)


@pytest.mark.django_db
def test_renamed_tag_keeps_the_readers_of_its_address(client):
    ArticleFactory(published=True, tagged=["Ukraine war"])
    tag = Tag.objects.get()
    tag.name, tag.slug = "War in Ukraine", "war-in-ukraine"

    tagging.save_tag(tag)

    assert client.get("/tag/ukraine-war/").url == "/tag/war-in-ukraine/"


@pytest.mark.django_db
def test_merged_tags_leave_each_story_with_one_and_their_readers_with_an_address():
    both = ArticleFactory(tagged=["Ukraine", "Ukraine war", "Russia"])
    one = ArticleFactory(tagged=["Ukraine war"])
    keep, other = Tag.objects.get(name="Ukraine"), Tag.objects.get(name="Ukraine war")

    tagging.merge_tags([keep, other], into=keep)

    assert sorted(both.tags.names()) == ["Russia", "Ukraine"]
    assert list(one.tags.names()) == ["Ukraine"]
    assert TaggedItem.objects.count() == 3
    assert Redirect.objects.get().old_path == "/tag/ukraine-war/"
    assert Redirect.objects.get().new_path == "/tag/ukraine/"


def test_pending_changes_bring_no_tag_back_that_was_merged_or_renamed(admin_user):
    story = ArticleFactory(tagged=["Colour", "Ports"])
    workflow.publish(story, by=admin_user)
    pending = revisions.head_content(story) | {"headline": "Pending", "tags": ["Colour", "Ports", "New"]}
    writing.save_content(story, pending, story.head, admin_user)
    keep = Tag.objects.create(name="Color", slug="color")
    tagging.merge_tags([Tag.objects.get(name="Colour")], into=keep)
    renamed = Tag.objects.get(name="Ports")
    renamed.name, renamed.slug = "Harbours", "harbours"
    tagging.save_tag(renamed)
    story.refresh_from_db()
    workflow.publish_changes(story, admin_user)
    assert set(story.tags.names()) == {"Color", "Harbours", "New"}
    assert set(Tag.objects.values_list("name", flat=True)) == {"Color", "Harbours", "New"}
