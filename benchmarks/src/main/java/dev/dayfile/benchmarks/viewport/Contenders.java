package dev.dayfile.benchmarks.viewport;

import java.nio.file.Path;
import java.util.Arrays;

/** Who takes part, and how each is opened over a store; the engine has {@link EngineTurn}. */
public enum Contenders {
    DAYFILE("dayfile", true),
    ARRAY_COPY("array-copy", true),
    DAYFILE_READER("dayfile-reader", true),
    DUCKDB_GLOBS("duckdb-globs", true),
    DUCKDB_BEST("duckdb-best", true),
    DUCKDB_TABLE("duckdb-table", false),
    SQLITE("sqlite", false),
    QUESTDB("questdb", false),
    PARQUET_JAVA("parquet-java", false),
    HARDWOOD("hardwood", false);

    private final String label;
    private final boolean inGrowth;

    Contenders(String label, boolean inGrowth) {
        this.label = label;
        this.inGrowth = inGrowth;
    }

    /** As in reports. */
    public String label() {
        return label;
    }

    /** Whether it is also asked how its time grows with parts and days. */
    public boolean isInGrowth() {
        return inGrowth;
    }

    /** Whether a quick run asks it that too. */
    boolean isInQuickGrowth() {
        return this == DAYFILE || this == ARRAY_COPY || this == DUCKDB_BEST;
    }

    /** Whether it reads the store's own files, so that its first answer says something. */
    boolean readsFiles() {
        return this == DAYFILE_READER
                || this == DUCKDB_GLOBS
                || this == DUCKDB_BEST
                || this == PARQUET_JAVA
                || this == HARDWOOD;
    }

    /** The least Java that it runs on. */
    public int leastJava() {
        return this == HARDWOOD ? HardwoodContender.JAVA : 17;
    }

    static Contenders of(String label) {
        return Arrays.stream(values())
                .filter(c -> c.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such contender [name=" + label + "]"));
    }

    /**
     * @param root the store, with the open day's parts
     * @param own a folder of its own
     */
    ViewportContender open(Stock stock, Path root, StoredRows rows, Path own) throws Exception {
        return switch (this) {
            case DAYFILE -> throw new IllegalArgumentException("the engine has a turn of another kind");
            case ARRAY_COPY -> new ArrayCopy(rows);
            case DAYFILE_READER -> new ReaderContender(root, stock);
            case DUCKDB_GLOBS -> new DuckDbContender.Globs(root, stock);
            case DUCKDB_BEST -> new DuckDbContender.Best(root, stock);
            case DUCKDB_TABLE -> new DuckDbContender.Table(root, stock);
            case SQLITE -> new SqliteContender(own, rows);
            case QUESTDB -> new QuestDbContender(own, rows);
            case PARQUET_JAVA -> new ParquetJavaContender(root, stock);
            case HARDWOOD -> new HardwoodContender(root, stock);
        };
    }
}
