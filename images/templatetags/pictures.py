from django import template
from django.utils.safestring import SafeString

from images.markup import picture_html
from images.models import Image

register = template.Library()


@register.simple_tag
def picture(
    image: Image | None,
    crop: str = "full",
    sizes: str = "100vw",
    eager: bool = False,
    alt: str | None = None,
    **attributes: str,
) -> SafeString:
    """Show a picture: `{% picture article.lead_image crop="landscape" sizes="100vw" class="lead" %}`.

    See images.markup.picture_html. Other attributes than `class` are a TypeError.
    """
    css_class = attributes.pop("class", "")
    if attributes:
        raise TypeError(f"picture knows no {', '.join(attributes)}")
    return picture_html(image, crop=crop, sizes=sizes, css_class=css_class, eager=eager, alt=alt)
