-- A camera is installed when it is turned on: others are only desired, removed or void. Whether
-- its picture is in order the source does not say, nor where it looks and how far it sees, so
-- that it sees all around to the configured, assumed range.
SELECT
    line_no,
    "Camera ID" AS code,
    "Location Name" AS name_en,
    "Longitude" AS lon,
    "Latitude" AS lat,
    "Camera Status" = 'TURNED_ON' AS installed,
    "IP Comm Status" = 'ONLINE' AS online,
    coalesce(
        CAST(try_strptime("IP Comm Status Date and Time", '%m/%d/%Y %I:%M:%S %p %z') AS VARCHAR),
        "IP Comm Status Date and Time"
    ) AS status_at
FROM source
