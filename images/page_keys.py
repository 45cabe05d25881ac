"""Which pages wait for changes of pictures: every row that a page reads notes itself."""

from images.models import Image, PictureUse
from pagecache.watching import DELETE, UPDATE, stands_for, watch

watch(Image, "'image:' || {row}.id", ignoring=("is_moving",), on=(UPDATE, DELETE))
stands_for(None, Image, PictureUse)
