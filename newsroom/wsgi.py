"""The WSGI application that gunicorn serves: Django, behind the pages that are kept ready."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

from comments.valve import Valve
from newsroom.charsets import AsUtf8
from newsroom.proxies import reader_of

application = AsUtf8(Valve(get_wsgi_application(), reader_of))

from django.urls import get_resolver  # noqa: E402 needs the settings

from newsroom.kept_pages import in_front_of  # noqa: E402 needs the apps

application = in_front_of(application)

# What is loaded by now, with the views and the admin, stays until the process ends. To have Python go
# through it in search of garbage held all readers of the process up, each time for a tenth of a second.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
