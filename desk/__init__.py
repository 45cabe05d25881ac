"""What the admin pages of all rooms share. It knows no model."""
