-- One row per call. The export has one row per responding unit, so that a call is all rows of one
-- call number: received, dispatched and on scene are the earliest of its units, closed is when
-- the last of them became available.
--
-- Times are local, on a 12-hour clock. A text that is none is passed on as it stands: the loader
-- then rejects the call and names the text, which a failed conversion would have hidden.
WITH units AS (
    SELECT
        *,
        try_strptime("Received DtTm", '%m/%d/%Y %I:%M:%S %p') AS received,
        try_strptime("Dispatch DtTm", '%m/%d/%Y %I:%M:%S %p') AS dispatched,
        try_strptime("On Scene DtTm", '%m/%d/%Y %I:%M:%S %p') AS on_scene,
        try_strptime("Available DtTm", '%m/%d/%Y %I:%M:%S %p') AS available
    FROM source
)
SELECT
    min(line_no) AS line_no,
    'sf-fire' AS source,
    "Call Number" AS external_id,
    coalesce(
        min("Received DtTm") FILTER (received IS NULL), CAST(min(received) AS VARCHAR)
    ) AS reported_at,
    coalesce(
        min("Dispatch DtTm") FILTER (dispatched IS NULL), CAST(min(dispatched) AS VARCHAR)
    ) AS dispatched_at,
    coalesce(
        min("On Scene DtTm") FILTER (on_scene IS NULL), CAST(min(on_scene) AS VARCHAR)
    ) AS responded_at,
    coalesce(
        min("Available DtTm") FILTER (available IS NULL), CAST(max(available) AS VARCHAR)
    ) AS closed_at,
    min(nullif("Neighborhood  District", 'None')) AS area, -- None is written out
    min("Battalion") AS department,
    min("Call Type") AS category,
    min("Final Priority") AS priority,
    -- "(latitude, longitude)"; text that is no such pair reaches the loader as it stands
    coalesce(
        nullif(regexp_extract(min("Location"), ',\s*([-0-9.]+)\)', 1), ''), min("Location")
    ) AS lon,
    coalesce(
        nullif(regexp_extract(min("Location"), '\(([-0-9.]+),', 1), ''), min("Location")
    ) AS lat,
    min("Address") AS address
FROM units
GROUP BY "Call Number"
