"""The API for other programs: what readers see, read-only, as JSON; see docs/api.md."""
