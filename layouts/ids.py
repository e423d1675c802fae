"""Every component id, in one place. `assets/refresh.js` knows none: the answer names them."""

HEADER = "header"
AGE = "age"  # of the data: changes with them, the rest of the header with the filter only
CHOICES = "choices"  # filled when it is opened
LIST = "list"  # over the panels: the incidents behind a number
LIST_HEAD = "list-head"
LIST_GRID = "list-grid"
NOTE = "note"  # above the panels: what of the address was not understood
NOTICE = "notice"  # in place of the panels: what to do with an empty record
WORKLISTS = "worklists"
COUNTS = "counts"
CLOSURE = "closure"
LOOP = "loop"
MAP_HEAD = "map-head"
MAP_TOOLS = "map-tools"
MAP = "map"
MAP_HEAT = "map-heat"
MAP_AREAS = "map-areas"
MAP_LEGEND = "map-legend"
RESPONSE = "response"
COVERAGE = "coverage"
TREND_HEAD = "trend-head"
TREND = "trend"
FEED = "feed"
CASE = "case"
CASE_CONTENT = "case-content"  # filled when an incident is opened
LOCATION = "location"
