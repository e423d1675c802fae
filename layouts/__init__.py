"""Pure: answers in, components and figures out. No database, no clock, no request.

`ids` names every component; one module a panel, under the panel's name in `data_access`.
"""
