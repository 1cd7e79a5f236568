-- Dayfile for researchers: macros for plain DuckDB (1.4 or later) over the files of a store.
--
--   .read dayfile.sql
--   SELECT * FROM dayfile_candles('storage') WHERE symbol = 'SPY' AND timeframe = '2m' ORDER BY ts_utc;
--
-- For a while after a compaction (60 s unless configured) a day's parts stand beside the dayfile that has absorbed them,
-- so a plain glob counts their rows twice. These macros do not. They need no engine and take no lock.
--
--   macro                          answers                                            costs, against a plain glob
--   dayfile_files(root)            the files to read, covered parts left out          less than one: parts are not opened
--   dayfile_candles(root)          candles without the rows of covered parts          about 3 times, 1.3 with a symbol given
--   dayfile_candles_exact(root)    candles, each key once, the greatest seq winning   about 3 times, 1.1 with a symbol given
--   dayfile_object_events(root)    events of chart objects, each once
--   dayfile_objects_as_of(root, t) chart objects as they were at an instant
--
-- A part is covered when its day has a dayfile; for dayfile_candles, its rows of a symbol are covered when the dayfile has
-- that symbol. A candle that arrives after the compaction of its day, or corrects one,
-- stands in a part until the day is compacted again: only dayfile_candles_exact shows it before. Within a day that has no
-- dayfile yet, a corrected candle stands in two parts: again only dayfile_candles_exact shows the greatest seq alone.
--
-- For many queries over one listing of the files, the cheapest way is:
--
--   SET VARIABLE files = (SELECT list(file) FROM dayfile_files('storage'));
--   SELECT * FROM read_parquet(getvariable('files')) WHERE symbol = 'SPY';
--
-- A file may vanish between listing and reading when its day is retired just then, or be replaced when late rows are
-- compacted: DuckDB says that it is gone, or that its data is invalid. Run the query again.
-- A store without any file is an error too, as with every glob. Page checksums are not looked at: `dayfile verify` does.

-- One listing answers both what there is and what is covered; two listings could disagree about a dayfile that is
-- published between them, and rows would be missing.
CREATE OR REPLACE MACRO dayfile_files(root) AS TABLE
WITH listing AS MATERIALIZED (
  SELECT file, replace(file, '\', '/') AS path FROM glob(root || '/data/**/*.parquet')
)
SELECT file
FROM listing
WHERE regexp_matches(path, '/[0-9]{4}-[0-9]{2}-[0-9]{2}\.parquet$')
   OR regexp_replace(path, '/[^/]*$', '.parquet') NOT IN (SELECT path FROM listing)
ORDER BY file;

-- The day's name is taken from the path of the file that each row was read from, and whether the day has a dayfile from
-- the very rows read, for the same reason. The symbol in PARTITION BY lets a filter on it reach the files.
--
-- How these two are written keeps DuckDB 2.0 from reading everything twice, with a listing each: it joins bool_or() OVER
-- with a second scan, and takes the rows that row_number() OVER (… ORDER BY one column) = 1 leaves from a second scan. A
-- dayfile that comes between the two scans would then make a whole day vanish from the answer.
CREATE OR REPLACE MACRO dayfile_candles(root) AS TABLE
SELECT symbol, timeframe, ts, ts_utc, open, high, low, close, volume, seq, bar_index
FROM (
  SELECT symbol, timeframe, ts, ts_utc, open, high, low, close, volume, seq, bar_index,
    regexp_extract(filename, '([0-9]{4}-[0-9]{2}-[0-9]{2})(\.parquet|[/\\][^/\\]*)$', 1) AS day,
    regexp_matches(filename, '[/\\][0-9]{4}-[0-9]{2}-[0-9]{2}\.parquet$') AS in_dayfile
  FROM read_parquet(root || '/data/**/*.parquet')
)
QUALIFY rank() OVER (PARTITION BY symbol, timeframe, day ORDER BY in_dayfile DESC) = 1;

CREATE OR REPLACE MACRO dayfile_candles_exact(root) AS TABLE
SELECT symbol, timeframe, ts, ts_utc, open, high, low, close, volume, seq, bar_index
FROM read_parquet(root || '/data/**/*.parquet')
QUALIFY row_number() OVER (PARTITION BY symbol, timeframe, ts_utc ORDER BY seq DESC, bar_index) = 1;

-- Events of chart objects, each once: one stands in two files while its day has both parts and dayfile. They are read
-- before they are told apart (MATERIALIZED), or DuckDB may read the files twice, with a listing each.
CREATE OR REPLACE MACRO dayfile_object_events(root) AS TABLE
WITH events AS MATERIALIZED (SELECT * FROM read_parquet(root || '/objects/timeline/**/*.parquet'))
SELECT * FROM events QUALIFY row_number() OVER (PARTITION BY seq) = 1;

-- Chart objects as they were at an instant, with the columns of the snapshot: what the events with a ts up to it add up
-- to in the order of their sequences. Objects that were removed later are there again, nothing that came later shows.
-- With 'infinity' it is the state that all events add up to. Every file of the timeline is read.
--
--   SELECT * FROM dayfile_objects_as_of('storage', TIMESTAMPTZ '2025-10-22 16:00:00+00') WHERE symbol = 'SPY';
CREATE OR REPLACE MACRO dayfile_objects_as_of(root, t) AS TABLE
WITH events AS MATERIALIZED (
  SELECT * EXCLUDE (cleared), split(cleared, ',') AS cleared
  FROM read_parquet(root || '/objects/timeline/**/*.parquet')
  WHERE ts_utc <= t
), once AS (
  SELECT * FROM events QUALIFY row_number() OVER (PARTITION BY seq) = 1
), lives AS (
  SELECT *, max(seq) FILTER (action = 'create') OVER (PARTITION BY object_id) AS born FROM once
)
SELECT object_id AS id, any_value(type) AS type, any_value(symbol) AS symbol, any_value(timeframe) AS timeframe,
  arg_max(status, seq) AS status,
  arg_max_null("left", seq) FILTER ("left" IS NOT NULL OR list_contains(cleared, 'left')) AS "left",
  arg_max_null(t_start, seq) FILTER (t_start IS NOT NULL OR list_contains(cleared, 't_start')) AS t_start,
  arg_max_null(t_end, seq) FILTER (t_end IS NOT NULL OR list_contains(cleared, 't_end')) AS t_end,
  arg_max_null(y, seq) FILTER (y IS NOT NULL OR list_contains(cleared, 'y')) AS y,
  arg_max_null(top, seq) FILTER (top IS NOT NULL OR list_contains(cleared, 'top')) AS top,
  arg_max_null(bottom, seq) FILTER (bottom IS NOT NULL OR list_contains(cleared, 'bottom')) AS bottom,
  arg_max_null(payload, seq) FILTER (payload IS NOT NULL OR list_contains(cleared, 'payload')) AS payload,
  max(seq) AS seq, arg_min(ts, seq) AS created_ts, arg_max(ts, seq) AS updated_ts,
  arg_min_null(step, seq) AS created_step, arg_max_null(step, seq) AS updated_step
FROM lives WHERE seq >= born
GROUP BY object_id HAVING bool_and(action <> 'close')
ORDER BY id;
