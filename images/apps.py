from django.apps import AppConfig


class ImagesConfig(AppConfig):
    name = "images"
    verbose_name = "Pictures"

    def ready(self):
        from images import receivers, stand_ins, uses  # noqa: F401 receivers connect themselves
        from images.models import Image

        uses.register(Image, swap=stand_ins.swap, rows=lambda: Image.objects.only("title").order_by())
