-- The neighborhoods as published, and above them the city, whose outline the loader makes of
-- theirs. The calls name neighborhoods by these names, so that the names are the codes.
SELECT line_no, nhood AS code, nhood AS name_en, 'neighborhood' AS level, 'SF' AS parent, geometry
FROM source
UNION ALL
SELECT 0, 'SF', 'San Francisco', 'city', NULL, NULL
