"""The front page desk: where editors arrange the front page."""
