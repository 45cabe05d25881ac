"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")

from comments.valve import Valve
from newsroom.proxies import reader_of

application = Valve(get_wsgi_application(), reader_of)
