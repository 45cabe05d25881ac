"""Which pages wait for changes of authors: every row that a page reads notes itself."""

from authors.models import Author
from pagecache.watching import DELETE, UPDATE, stands_for, watch

watch(Author, "'author:' || {row}.id", "'authors'", on=(UPDATE, DELETE))
stands_for(None, Author)
