"""Khronika in a browser: pages to look up, read and hand out what an archive holds.

`application` puts the parts together; `pages` holds the views, thin ones; `telling` turns records
into people's words and knows nothing of the web. What somebody may see, how it is found and how it
is packed is decided below, in `archive`; no request ever leaves the machine.
"""
