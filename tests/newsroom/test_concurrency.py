"""Several threads of a worker write at once."""

import threading

import pytest
from django.db import connection, transaction

from articles.models import Article
from tests.factories import ArticleFactory

WRITERS = 6
ROUNDS = 15


@pytest.mark.django_db(transaction=True)
def test_writers_wait_for_each_other_and_none_fails():
    story = ArticleFactory(headline="0")
    together = threading.Barrier(WRITERS)
    failures = []

    def write():
        try:
            together.wait()
            for _ in range(ROUNDS):
                with transaction.atomic():
                    row = Article.objects.select_for_update().get(pk=story.pk)
                    row.headline = str(int(row.headline) + 1)
                    row.save(update_fields=["headline"])
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    story.refresh_from_db()
    assert story.headline == str(WRITERS * ROUNDS)
