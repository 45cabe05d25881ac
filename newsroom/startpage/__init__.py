"""The start page of the admin: what waits, what comes, what was done."""
