package dev.dayfile.stress;

/** The ways in which {@link GlobStressTest} reads a store from outside. */
enum GlobQuery {
    /** Everything below {@code data/}, as it stands. */
    PLAIN("read_parquet('%s/data/**/*.parquet')", "filename"),

    /** The macro that gives each key once. */
    CANDLES("dayfile_candles('%s')", "''"),

    /** The same by its former name. */
    EXACT("dayfile_candles_exact('%s')", "''"),

    /** The list of files without covered parts, and then all rows of those files, in all their revisions. */
    LIST("read_parquet(getvariable('files'))", "filename"),

    /** The same as the macros' text tells to ask: each key once. */
    LIST_ONCE(
            "(SELECT * FROM read_parquet(getvariable('files')) QUALIFY row_number() OVER"
                    + " (PARTITION BY symbol, timeframe, ts_utc ORDER BY seq DESC, bar_index) = 1)",
            "''");

    private final String from;
    private final String file;

    GlobQuery(String from, String file) {
        this.from = from;
        this.file = file;
    }

    boolean givesKeysOnce() {
        return this != PLAIN && this != LIST;
    }

    boolean wantsList() {
        return this == LIST || this == LIST_ONCE;
    }

    String sql(String columns, String root) {
        return "SELECT " + columns + ", " + file + " FROM " + String.format(from, root);
    }
}
