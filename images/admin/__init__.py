"""The admin of pictures. What is stored here goes through images.workflow."""

from images.admin.pictures import ImageAdmin  # noqa: F401 registers itself
