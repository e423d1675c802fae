-- A log of statuses, one row for each change: what each status means for the closed loop.
WITH meaning (状态, kind, role) AS (
    VALUES
        ('待受理', 'reported', NULL),
        ('已受理', '-', NULL), -- a step inside the centre: no event
        ('已立案', '-', NULL),
        ('待派遣', '-', NULL),
        ('已派遣', 'dispatched', 'lead'),
        ('转派', 'dispatched', 'lead'),
        ('协办', 'dispatched', 'co'),
        ('已签收', '-', NULL), -- received is not responded
        ('处置中', 'responded', NULL),
        ('已处置', 'resolved', NULL),
        ('待核查', '-', NULL),
        ('核查通过', 'verified', NULL),
        ('核查退回', 'returned', NULL),
        ('延期', 'extended', NULL),
        ('挂账', 'suspended', NULL),
        ('恢复处置', 'resumed', NULL),
        ('已结案', 'closed', NULL),
        ('重新立案', 'reopened', NULL),
        ('作废', 'voided', NULL)
)
SELECT
    line_no,
    '12345' AS source,
    案件编号 AS external_id,
    -- A status that is not in the table stays as it is, and the row is rejected by its name.
    coalesce(kind, 状态) AS kind,
    时间 AS moment,
    CASE WHEN kind IN ('responded', 'resolved') THEN 部门 END AS department,
    CASE WHEN kind = 'dispatched' THEN 部门 END AS target,
    role,
    CASE WHEN kind = 'extended' THEN 时限 END AS deadline
FROM source LEFT JOIN meaning USING (状态)
WHERE kind IS DISTINCT FROM '-'
