"""The WSGI application that gunicorn serves: Django, behind the pages that are kept ready."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

from comments.valve import Valve
from newsroom.proxies import reader_of

application = Valve(get_wsgi_application(), reader_of)

from newsroom.kept_pages import in_front_of  # noqa: E402 needs the apps

application = in_front_of(application)
