"""What comments keep of accounts that are deleted, whoever does it."""

from django.conf import settings
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from comments.models import Comment


@receiver(pre_delete, sender=settings.AUTH_USER_MODEL)
def drop_address(instance, **kwargs) -> None:
    """Take the mail address from the answers of an account, while they can still be told from others.

    Without it, they speak for no stranger who types the same name and address.
    """
    Comment.objects.filter(user=instance).update(email="")
