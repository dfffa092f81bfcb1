"""Backups: one file for either database, so that it also moves a network from one to the other.

The file is an uncompressed tar (any tar lists it) of plain files, in this order:

    about.json                      format, Heard's version, migration, moment, kind of database
    tables/<name>/000001.jsonl.gz   rows as JSON objects, one a line, about a megabyte a part
    media/<nn>/<number>             files that members sent, as they lie in the media folder
    manifest.json                   rows of each table, numbers given, files, files not found
    sums/…, sums.json, sums.sha256  the SHA-256 of every part, see `parts`

Everything is from one moment, and read and written as a stream. Moments are ISO 8601 in UTC.
"""
