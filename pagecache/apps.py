from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.module_loading import autodiscover_modules


class PageCacheConfig(AppConfig):
    name = "pagecache"
    verbose_name = "page cache"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        from pagecache import triggers

        autodiscover_modules("page_keys")  # what each room watches
        pre_migrate.connect(triggers.remove, sender=self, dispatch_uid="page_cache_remove")
        post_migrate.connect(triggers.install, sender=self, dispatch_uid="page_cache_install")
