-- The battalions, read from the calls themselves.
SELECT
    min(line_no) AS line_no,
    "Battalion" AS code,
    'Battalion ' || regexp_replace("Battalion", '^B0?', '') AS name_en
FROM source
GROUP BY "Battalion"
