"""Access as browsers and programs meet it: a real server's routes over a real record."""
