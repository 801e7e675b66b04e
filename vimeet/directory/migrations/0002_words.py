"""What the ORM does not know: the databases' own full-text search, each in its way."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

POSTGRESQL = [
    "CREATE TEXT SEARCH CONFIGURATION vimeet_words (COPY = simple)",
    "ALTER TEXT SEARCH CONFIGURATION vimeet_words ALTER MAPPING FOR asciiword, word, numword, "
    "asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart WITH unaccent, simple",
    "ALTER TABLE directory_entry ADD COLUMN words tsvector",
    "CREATE INDEX directory_entry_words ON directory_entry USING gin (words)",
    # Compared by bytes, as SQLite does: that is how beginnings are looked up in an index.
    'ALTER TABLE directory_word ALTER COLUMN text TYPE varchar(40) COLLATE "C"',
    'ALTER TABLE directory_entry ALTER COLUMN name_key TYPE varchar(150) COLLATE "C"',
    "CREATE INDEX directory_word_alike ON directory_word USING gin (text gin_trgm_ops)",
]
SQLITE = [
    "CREATE VIRTUAL TABLE directory_text USING fts5("
    "a, b, c, d, event, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')",
    "CREATE VIRTUAL TABLE directory_trigram USING fts5("
    "text, tokenize = 'trigram', detail = 'none')",
]
POSTGRESQL_BACK = [
    "DROP INDEX directory_word_alike",
    "DROP INDEX directory_entry_words",
    "ALTER TABLE directory_entry DROP COLUMN words",
    "DROP TEXT SEARCH CONFIGURATION vimeet_words",
]
SQLITE_BACK = ["DROP TABLE directory_text", "DROP TABLE directory_trigram"]


def _run(postgresql, sqlite):
    def run(apps, schema_editor):
        is_postgresql = schema_editor.connection.vendor == "postgresql"
        for statement in postgresql if is_postgresql else sqlite:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunPython(
            _run(POSTGRESQL, SQLITE), _run(POSTGRESQL_BACK, SQLITE_BACK), elidable=False
        ),
    ]
