"""Keeps the stored files in step with the rows."""

from django.db.models.signals import post_delete
from django.dispatch import receiver

from images import files
from images.models import Image
from images.withholding import names


@receiver(post_delete, sender=Image)
def remove_files(instance: Image, **kwargs) -> None:
    """Remove the files of a deleted picture, whoever deleted it, once that is committed."""
    files.remove_after_commit(sorted(names(instance)))
