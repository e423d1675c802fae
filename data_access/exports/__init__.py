"""Files of lists: CSV and workbooks, written by a process of their own (decision 46).

`told` says what a file is besides its rows, `safe` keeps texts from being run, `cells` are the values of
a column, `delimited` and `workbook` (by `sheet_rows`) write them, `__main__` is the process and `room` what
it says of a full disk.
"""
