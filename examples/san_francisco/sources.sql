-- One source system: the fire department's dispatch.
SELECT min(line_no) AS line_no, 'sf-fire' AS code, 'Fire calls' AS name_en FROM source
