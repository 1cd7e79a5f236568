package dev.dayfile.stress;

/** The ways in which {@link GlobStressTest} reads a store from outside. */
enum GlobQuery {
    /** Everything below {@code data/}, as it stands. */
    PLAIN("read_parquet('%s/data/**/*.parquet')", "filename"),

    /** The macro that leaves out the rows of covered parts. */
    CANDLES("dayfile_candles('%s')", "''"),

    /** The macro that gives each key once. */
    EXACT("dayfile_candles_exact('%s')", "''"),

    /** The list of files without covered parts, and then those files. */
    LIST("read_parquet(getvariable('files'))", "filename");

    private final String from;
    private final String file;

    GlobQuery(String from, String file) {
        this.from = from;
        this.file = file;
    }

    String sql(String columns, String root) {
        return "SELECT " + columns + ", " + file + " FROM " + String.format(from, root);
    }
}
