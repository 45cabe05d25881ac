from django.db import migrations

SQLITE = [
    "CREATE VIRTUAL TABLE search_index USING fts5(lexemes, content='', columnsize=0, detail=none, "
    "tokenize=\"ascii tokenchars '!='\")",
    # Whoever empties the table of documents by other ways empties the lookup with it.
    """
    CREATE TRIGGER search_emptied AFTER DELETE ON search_document
    WHEN NOT EXISTS (SELECT 1 FROM search_document)
    BEGIN INSERT INTO search_index(search_index) VALUES ('delete-all'); END
    """,
]
POSTGRESQL = [
    # By its characters, so that words that begin alike stand beside one another in the key's index.
    'ALTER TABLE search_term ALTER COLUMN term TYPE varchar(60) COLLATE "C"',
    "CREATE TABLE search_index (id bigint PRIMARY KEY, lexemes tsvector NOT NULL)",
    "CREATE INDEX search_index_lexemes ON search_index USING gin (lexemes)",
    """
    CREATE FUNCTION search_find(asked tsquery, most bigint) RETURNS SETOF bigint
    LANGUAGE sql STABLE SET enable_seqscan = off SET enable_indexscan = off AS $$
        SELECT id FROM search_index WHERE lexemes @@ asked LIMIT most
    $$
    """,
    """
    CREATE FUNCTION search_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN TRUNCATE search_index; RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER search_emptied AFTER TRUNCATE ON search_document
    FOR EACH STATEMENT EXECUTE FUNCTION search_emptied()
    """,
]


def make(apps, schema_editor):
    is_postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if is_postgresql else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION search_find")
        schema_editor.execute("DROP FUNCTION search_emptied CASCADE")
    else:
        schema_editor.execute("DROP TRIGGER search_emptied")
    schema_editor.execute("DROP TABLE search_index")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_documents_and_terms")]

    operations = [migrations.RunPython(make, drop)]
