package dev.dayfile.internal.viewport;

import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorageException.Code;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;

/**
 * One DuckDB in memory, locked down before anything is read: it loads no extension, reaches no file outside of the
 * store, and its configuration cannot be changed any more. The order of the settings matters; the lock comes last.
 *
 * <p>A connection is used by one thread at a time: DuckDB's statements give wrong answers otherwise.
 */
final class DuckDatabase implements AutoCloseable {
    private static final String MEMORY_LIMIT = "1GB";
    private static final AtomicLong INSTANCES = new AtomicLong();

    private final Path root;
    private final DuckDBConnection first;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();

    private DuckDatabase(Path root, DuckDBConnection first) {
        this.root = root;
        this.first = first;
    }

    /**
     * Starts a database that may read below {@code root} only.
     *
     * @throws StorageException when DuckDB's native library cannot be loaded or refuses a setting
     */
    static DuckDatabase open(Path root) {
        try {
            DuckDBConnection connection =
                    (DuckDBConnection) new DuckDBDriver().connect("jdbc:duckdb:", new Properties());
            try {
                harden(connection, root);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            return new DuckDatabase(root, connection);
        } catch (SQLException | UnsatisfiedLinkError e) {
            throw new StorageException(Code.IO, root, "could not start DuckDB: " + firstLine(e), e);
        }
    }

    private static void harden(Connection connection, Path root) throws SQLException {
        Path temporary = Path.of(
                System.getProperty("java.io.tmpdir"),
                "dayfile-duckdb-" + ProcessHandle.current().pid() + "-" + INSTANCES.incrementAndGet());
        List<String> settings = List.of(
                "autoinstall_known_extensions=false",
                "autoload_known_extensions=false",
                "allow_community_extensions=false",
                "memory_limit='" + MEMORY_LIMIT + "'",
                "threads=2",
                "async_threads=0", // measured best over many parts
                "enable_external_file_cache=false", // it answered from a file that a rename had replaced
                "TimeZone='UTC'",
                "temp_directory=" + literal(temporary),
                "allowed_directories=[" + literal(root) + "]",
                "enable_external_access=false",
                "lock_configuration=true");
        try (Statement statement = connection.createStatement()) {
            for (String setting : settings) {
                statement.execute("SET " + setting);
            }
        }
    }

    /** A path as an SQL literal; DuckDB knows no other escape than the doubled quote. */
    private static String literal(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }

    /** A connection of its own, which the caller closes by {@link #release}. */
    Connection connect() throws SQLException {
        Connection connection = first.duplicate();
        open.add(connection);
        return connection;
    }

    /** Closes a connection; a second time does nothing. */
    void release(Connection connection) throws SQLException {
        if (open.remove(connection)) {
            connection.close();
        }
    }

    /** DuckDB's message without the quoted statement that follows it. */
    static String firstLine(Throwable e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        int end = message.indexOf('\n');
        return (end < 0 ? message : message.substring(0, end)).strip();
    }

    StorageException failed(String doing, SQLException cause) {
        return new StorageException(Code.IO, root, "could not " + doing + ": " + firstLine(cause), cause);
    }

    /** Closes every connection, those of results that are still being read included. */
    @Override
    public void close() {
        SQLException failure = null;
        for (Connection connection : open) {
            try {
                release(connection);
            } catch (SQLException e) {
                failure = e;
            }
        }
        try {
            first.close();
        } catch (SQLException e) {
            failure = e;
        }
        if (failure != null) {
            throw failed("close DuckDB", failure);
        }
    }
}
