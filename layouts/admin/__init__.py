"""The administrators' pages (`/admin`), as HTML that needs no script.

A file for each section, named as it is; each takes the `Frame` and what the section shows, in the
terms of `data_access/access/`.
"""
