package dev.dayfile.benchmarks.append;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Who takes part, what a returned append promises there, and how each is set up. */
public enum Contenders {
    /** The engine as it comes: the row is in the mapped ring and survives the process; parts are forced behind it. */
    DAYFILE("dayfile", true) {
        @Override
        public Contender open(Path folder) {
            return DayfileContender.appended(folder, null);
        }
    },

    /** The same with the ring's file on a memory-backed file system: survives the process, not the machine. */
    DAYFILE_RING_IN_MEMORY("dayfile-ring-in-memory", false) {
        @Override
        public boolean isHere() {
            return Files.isDirectory(SHARED_MEMORY);
        }

        @Override
        public Contender open(Path folder) throws Exception {
            Path ring =
                    Files.createTempDirectory(SHARED_MEMORY, "dayfile-ring-").resolve("candles.ring");
            return DayfileContender.appended(folder, ring);
        }
    },

    /** Append and {@code awaitDurable}: the row survives the power. The flush interval is the least there is, 1 ms. */
    DAYFILE_DURABLE("dayfile-durable", false) {
        @Override
        public Contender open(Path folder) {
            return DayfileContender.durable(folder);
        }
    },

    /** The floor: a ring of the same size, for many producers; its handler does nothing, and nothing is kept. */
    NO_OP_DISRUPTOR("noop-disruptor", true) {
        @Override
        public Contender open(Path folder) {
            return new NoOpDisruptor();
        }
    },

    /** One document a row in a mapped file that grows: survives the process. */
    CHRONICLE_QUEUE("chronicle-queue", true) {
        @Override
        public Contender open(Path folder) {
            return new ChronicleQueueContender(folder);
        }

        @Override
        public List<String> jvmOptions() {
            return ChronicleQueueContender.JVM_OPTIONS;
        }
    },

    /** One put a row, through the write-ahead log into the page cache: survives the process. */
    ROCKSDB("rocksdb", false) {
        @Override
        public Contender open(Path folder) throws Exception {
            return new RocksDbContender(folder, false);
        }
    },

    /** The same, the log forced each time: survives the power. */
    ROCKSDB_SYNC("rocksdb-sync", false) {
        @Override
        public Contender open(Path folder) throws Exception {
            return new RocksDbContender(folder, true);
        }
    },

    /** One transaction a row, WAL, {@code synchronous=NORMAL}: survives the process. */
    SQLITE_WAL("sqlite-wal", false) {
        @Override
        public Contender open(Path folder) throws Exception {
            return new SqliteContender(folder);
        }
    },

    /** Its appender, as it is meant to be used: rows are in the process's memory until it flushes by itself. */
    DUCKDB_APPENDER("duckdb-appender", false) {
        @Override
        public Contender open(Path folder) throws Exception {
            return new DuckDbContender(folder);
        }
    },

    /** Embedded, a table writer without WAL, one commit a row: survives the process, any reader sees it. */
    QUESTDB("questdb", false) {
        @Override
        public Contender open(Path folder) throws Exception {
            return new QuestDbContender(folder);
        }
    },

    /** How the specification's first implementation works, in Java: one file of one row a candle, then a rename. */
    FILE_A_CANDLE("file-a-candle", false) {
        @Override
        public Contender open(Path folder) throws Exception {
            return new FileACandleContender(folder);
        }
    };

    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    private final String label;
    private final boolean inGoals;

    Contenders(String label, boolean inGoals) {
        this.label = label;
        this.inGoals = inGoals;
    }

    /** As in reports. */
    public String label() {
        return label;
    }

    /** Whether it is left out where several threads append at once: those that are not, have a way in for each. */
    boolean takesOneThread() {
        return !inGoals;
    }

    /** Whether a goal compares it, so that more rounds are worth their time. */
    public boolean isInGoals() {
        return inGoals;
    }

    /** Whether this machine has what it needs. */
    public boolean isHere() {
        return true;
    }

    /** What its JVM must be started with beyond what is the same for all. */
    public List<String> jvmOptions() {
        return List.of();
    }

    /** Opens it in a folder of its own. */
    public abstract Contender open(Path folder) throws Exception;

    static Contenders of(String label) {
        return Arrays.stream(values())
                .filter(c -> c.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such contender [name=" + label + "]"));
    }

    /** How long anyone may take to drain. */
    static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(60);
}
