"""The admin pages of the site as a whole."""

from newsroom import people_admin  # noqa: F401 registers accounts and groups
from newsroom.frontdesk import admin  # noqa: F401 registers the front page desk
from newsroom.oldlinks import admin as missing  # noqa: F401 registers missing addresses
from newsroom.webhooks import admin as webhooks  # noqa: F401 registers webhooks
