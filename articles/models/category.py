from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Left

from rendering.addresses import address

LONGEST_PATH = 560  # characters


class CategoryQuerySet(models.QuerySet):
    """Categories in their tree."""

    def below(self, path: str):
        """Only those that stand below a path, at any depth.

        Paths are compared as they are: SQLite's LIKE takes `World/` for `world/`.
        """
        return self.alias(start=Left("path", len(path) + 1)).filter(start=f"{path}/")

    def branch(self, path: str):
        """Only the one at a path, and those below it."""
        return self.filter(models.Q(path=path) | models.Q(pk__in=self.below(path).values("pk")))


class Category(models.Model):
    """A section of the paper, nested to any depth.

    `path` (the slugs from the top, joined by `/`) and `trail` (the names from the top) are stored,
    so that a story's address and breadcrumb cost no query. articles.sections keeps them right.
    """

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=200, allow_unicode=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        help_text="Empty for a section at the top.",
    )
    description = models.TextField(blank=True, help_text="Shown at the top of the section's page.")
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Among its sisters; lower is first."
    )
    path = models.CharField(max_length=LONGEST_PATH, unique=True, editable=False)
    trail = models.JSONField(default=list, editable=False)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["path"]
        verbose_name_plural = "categories"
        constraints = [
            models.CheckConstraint(condition=~models.Q(slug=""), name="category_has_a_slug"),
            models.CheckConstraint(
                condition=~models.Q(pk=models.F("parent")), name="category_is_not_its_parent"
            ),
        ]

    def __str__(self):
        return " › ".join(self.trail) or self.name

    def get_absolute_url(self):
        return address("articles:section", self.path)

    @property
    def depth(self) -> int:
        """How many categories stand above this one."""
        return self.path.count("/")

    @property
    def crumbs(self) -> list[dict[str, str]]:
        """The way from the top to this category: `[{"label": name, "url": address}]`."""
        slugs = self.path.split("/")
        return [
            {"label": name, "url": address("articles:section", "/".join(slugs[: depth + 1]))}
            for depth, name in enumerate(self.trail)
        ]

    def clean(self):
        """Refuse a place below itself or one that is taken; raises ValidationError."""
        if self.pk and self.parent and f"{self.parent.path}/".startswith(f"{stored_path(self)}/"):
            raise ValidationError({"parent": "A category cannot stand below itself."})
        path = self.expected_path()
        if len(path) + self._longest_way_down() > LONGEST_PATH:
            raise ValidationError(
                {"slug": f"The path, or one below it, has over {LONGEST_PATH} characters. Shorten it."}
            )
        if Category.objects.filter(path=path).exclude(pk=self.pk).exists():
            raise ValidationError({"slug": "There is a category with this slug in the same place."})

    def _longest_way_down(self) -> int:
        """How many characters the longest path below has more than the category's own."""
        own = stored_path(self) if self.pk else ""
        below = Category.objects.below(own) if own else Category.objects.none()
        return max((len(path) - len(own) for path in below.values_list("path", flat=True)), default=0)

    def expected_path(self) -> str:
        """The path that follows from the slug and the parent."""
        return f"{self.parent.path}/{self.slug}" if self.parent else self.slug


def stored_path(category: Category) -> str:
    """Return the path that the database holds, whatever the instance says by now."""
    return Category.objects.filter(pk=category.pk).values_list("path", flat=True).first() or ""
