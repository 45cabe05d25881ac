from django.db import migrations, models
from django.db.models import CASCADE


class Migration(migrations.Migration):
    """Rows along which the pages of tags and authors are read, made of what stories have today."""

    dependencies = [
        ("articles", "0018_newest_of_authors_and_tags"),
        ("authors", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [
        migrations.CreateModel(
            name='AuthorListing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField(help_text='That of the story.')),
                ('expires_at', models.DateTimeField(help_text='That of the story.', null=True)),
                ('article', models.ForeignKey(db_index=False, on_delete=CASCADE, related_name='author_listings', to='articles.article')),
                ('author', models.ForeignKey(db_index=False, on_delete=CASCADE, related_name='listings', to='authors.author')),
            ],
            options={
                'indexes': [models.Index(fields=['author', '-published_at', '-article'], name='author_newest')],
                'constraints': [models.UniqueConstraint(fields=('article', 'author'), name='author_lists_a_story_once')],
            },
        ),
        migrations.CreateModel(
            name='TagListing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('published_at', models.DateTimeField(help_text='That of the story.')),
                ('expires_at', models.DateTimeField(help_text='That of the story.', null=True)),
                ('article', models.ForeignKey(db_index=False, on_delete=CASCADE, related_name='tag_listings', to='articles.article')),
                ('tag', models.ForeignKey(db_index=False, on_delete=CASCADE, related_name='listings', to='taggit.tag')),
            ],
            options={
                'indexes': [models.Index(fields=['tag', '-published_at', '-article'], name='tag_newest')],
                'constraints': [models.UniqueConstraint(fields=('article', 'tag'), name='tag_lists_a_story_once')],
            },
        ),
        migrations.RunSQL(
            """
            INSERT INTO articles_authorlisting (author_id, article_id, published_at, expires_at)
            SELECT b.author_id, a.id, a.published_at, a.expires_at
            FROM articles_byline b JOIN articles_article a ON a.id = b.article_id
            WHERE a.status = 'published'
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(
            """
            INSERT INTO articles_taglisting (tag_id, article_id, published_at, expires_at)
            SELECT t.tag_id, a.id, a.published_at, a.expires_at
            FROM taggit_taggeditem t JOIN articles_article a ON a.id = t.object_id
            WHERE a.status = 'published' AND t.content_type_id IN (
                SELECT id FROM django_content_type WHERE app_label = 'articles' AND model = 'article'
            )
            """,
            migrations.RunSQL.noop,
        ),
    ]
