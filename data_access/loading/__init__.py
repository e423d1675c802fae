"""Files into the record: staged, asked by the user's SELECT, checked row by row, written.

One idea for every source: the file becomes the table `source` in a closed DuckDB, a SELECT
returns the columns of the contract (`contract`), and the loader (`load`) checks each row and
writes it or rejects it with a reason. There is no mapping language.
"""
