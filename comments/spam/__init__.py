"""What tells spam from what readers say, in this house alone; see docs/comments.md, "Spam"."""
