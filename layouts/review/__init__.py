"""The document of a review: sections of typed tables and charts, made of its content alone.

`document` makes them in one language; `page` draws them as HTML, `data_access`-free renderers draw the same into
other files, so that all say the same.
"""
