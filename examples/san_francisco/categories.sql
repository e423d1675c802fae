-- The call types, read from the calls themselves. The source sets no deadlines, so that closure
-- rates are absent; categories_with_deadlines.sql invents some.
SELECT min(line_no) AS line_no, "Call Type" AS code, "Call Type" AS name_en
FROM source
GROUP BY "Call Type"
