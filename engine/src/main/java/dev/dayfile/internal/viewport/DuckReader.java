package dev.dayfile.internal.viewport;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Disk.Entry;
import dev.dayfile.internal.io.TimelineFiles;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.Unpublished;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorageException.Code;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import dev.dayfile.model.ViewportQuery.Source;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * The reader of every other process: no lock, no engine. What a viewport answers is what the engine answers from the same
 * files, by the same code ({@link FileViewports}); questions over all symbols or days, and those of users, go to DuckDB
 * over a pruned list of files.
 *
 * <p>Each file that a query can touch is verified before DuckDB opens it, once as long as it stays the same. A file that
 * vanishes or is replaced between listing and reading makes the query start over with a new listing, so an answer of
 * DuckDB always is of one moment.
 *
 * <p>DuckDB is started at the first query for it, which takes a second or so. Safe for use by several threads.
 */
public final class DuckReader implements AutoCloseable {
    private final Disk disk;
    private final StoreLayout layout;
    private final MarketClock clock;
    private final CandleFiles candleFiles;
    private final DayFiles dayFiles;
    private final FileViewports files;
    private final CheckedFiles checked;
    private final CheckedFiles checkedEvents;
    private final CheckedFiles checkedSnapshot;
    private final Unpublished unpublished;
    private final Supplier<List<ObjectEvent>> unpublishedEvents;
    private DuckDatabase database;
    private volatile boolean closed;
    private volatile List<Path> leftOut = List.of();

    /** Of rows in files only. */
    DuckReader(Disk disk, StoreLayout layout, MarketClock clock, CandleFiles candleFiles, DamagePolicy damagePolicy) {
        this(disk, layout, clock, candleFiles, damagePolicy, Unpublished.NONE, List::of);
    }

    /**
     * @param unpublished candles that are in no file yet, where they are wanted too
     * @param unpublishedEvents the same of object events; asked before files are listed
     */
    public DuckReader(
            Disk disk,
            StoreLayout layout,
            MarketClock clock,
            CandleFiles candleFiles,
            DamagePolicy damagePolicy,
            Unpublished unpublished,
            Supplier<List<ObjectEvent>> unpublishedEvents) {
        this.unpublished = unpublished;
        this.unpublishedEvents = unpublishedEvents;
        this.disk = disk;
        this.layout = layout;
        this.clock = clock;
        this.candleFiles = candleFiles;
        this.dayFiles = new DayFiles(disk, layout, clock);
        this.files =
                new FileViewports(dayFiles, new DayLoader(dayFiles, candleFiles, damagePolicy), clock, unpublished);
        this.checked = new CheckedFiles(candleFiles::verify, damagePolicy);
        ObjectFiles objectFiles = new ObjectFiles(disk);
        this.checkedEvents = new CheckedFiles(objectFiles::verifyEvents, damagePolicy);
        this.checkedSnapshot = new CheckedFiles(objectFiles::verifySnapshot, damagePolicy);
    }

    /**
     * The candles of a window, as the files of this moment have them; its objects are added by who holds both.
     *
     * @throws dev.dayfile.model.CorruptFileException when a file of the window is damaged and the policy is to fail
     * @throws StorageException when files cannot be read
     * @throws IllegalStateException after {@link #close}
     */
    public Viewport viewport(ViewportQuery query) {
        ViewportBuffer out = new ViewportBuffer();
        fill(query.resolve(clock), out);
        return out.toViewport();
    }

    /** As {@link #viewport}, into a buffer and with bounds resolved. */
    public void fill(ViewportQuery query, ViewportBuffer out) {
        requireOpen();
        out.clear();
        if (query.fromMicros()
                <= query.toMicros()) { // else an as-of instant before the window: nothing was known of it
            files.fill(query, SymbolKey.of(query.symbol()), out);
        }
    }

    /**
     * Runs one query over the views {@code candles}, {@code objects} and {@code object_events}, which show the files of
     * this moment, each key once. The result is whole in memory; closing it releases all that it holds.
     *
     * @throws IllegalArgumentException when the text is not one query, or DuckDB refuses it
     * @throws dev.dayfile.model.CorruptFileException when a file that it can touch is damaged and the policy is to fail
     * @throws StorageException when files cannot be read
     * @throws IllegalStateException after {@link #close}
     */
    public ResultSet sql(String query) {
        return run(new Statement(query, null, ViewportQuery.UNBOUNDED_FROM, ViewportQuery.UNBOUNDED_TO, List.of()));
    }

    /** The timeframes that have files, from fine to coarse. */
    public List<Timeframe> timeframes() {
        requireOpen();
        return dayFiles.timeframes();
    }

    /** Answers about all symbols or all days of a timeframe, from the same files. */
    public DuckOverview overview() {
        return new DuckOverview(this, clock);
    }

    /**
     * A query over the views.
     *
     * @param timeframe the only one whose files are to be looked at, for a query of our own; {@code null} for a user's
     * @param fromMicros days that end before are not looked at; of a user's query {@link QueryScope} says it
     * @param toMicros days that start after are not looked at
     */
    record Statement(String sql, Timeframe timeframe, long fromMicros, long toMicros, List<Object> parameters) {}

    ResultSet run(Statement query) {
        requireOpen();
        DuckDatabase duck = database();
        long startNanos = System.nanoTime();
        ResultSet result = attempt(query, duck);
        while (result == null) {
            requireTimeLeft(startNanos);
            result = attempt(query, duck);
        }
        return result;
    }

    /** Damaged files that the last {@link #sql} or overview has left out; a viewport names its own. */
    public List<Path> leftOut() {
        return leftOut;
    }

    /** Returns {@code null} when files changed meanwhile. */
    private ResultSet attempt(Statement query, DuckDatabase duck) {
        FileChoice files = new FileChoice(checked);
        Connection connection = null;
        boolean handedOver = false;
        try {
            connection = duck.connect();
            createViews(new StoreViews(connection), query, scope(query, connection), files);
            PreparedStatement statement = connection.prepareStatement(query.sql());
            for (int i = 0; i < query.parameters().size(); i++) {
                statement.setObject(i + 1, query.parameters().get(i));
            }
            ResultSet result = statement.executeQuery();
            if (dayFiles.unchanged(files.entries)) {
                leftOut = List.copyOf(files.leftOut);
                handedOver = true;
                return ReleasingResult.of(result, statement, connection, duck);
            }
            return null;
        } catch (StorageException e) {
            if (e.code() == Code.MISSING) {
                return null;
            }
            throw e;
        } catch (SQLException e) {
            if (hadGone(e, files.entries) || !dayFiles.unchanged(files.entries)) {
                return null;
            }
            throw refused(e, duck);
        } finally {
            if (!handedOver) {
                release(connection, duck);
            }
        }
    }

    /** A query of our own says what it touches, a user's is checked and looked at. */
    private static QueryScope scope(Statement query, Connection connection) throws SQLException {
        if (query.timeframe() != null) {
            return new QueryScope(true, false, false, query.fromMicros(), query.toMicros());
        }
        QueryGate.check(connection, query.sql());
        return QueryScope.of(connection, query.sql());
    }

    private void createViews(StoreViews views, Statement query, QueryScope scope, FileChoice files)
            throws SQLException {
        // Both before files are listed.
        SortedMap<Timeframe, CandleColumns> live = unpublished.rows(null, query.timeframe());
        List<ObjectEvent> liveEvents = scope.objects() || scope.objectEvents() ? unpublishedEvents.get() : List.of();
        if (scope.candles()) {
            for (Timeframe timeframe : query.timeframe() != null ? List.of(query.timeframe()) : dayFiles.timeframes()) {
                addDays(timeframe, scope, live.get(timeframe), files);
            }
            views.createCandles(files, candleFiles, live);
        }
        if (scope.objects() || scope.objectEvents()) {
            createObjectViews(views, liveEvents, files);
        }
    }

    private void addDays(Timeframe timeframe, QueryScope scope, CandleColumns live, FileChoice files) {
        List<Path> folders = dayFiles.folders(timeframe);
        for (DaySpan day : dayFiles.days(folders)) {
            if (day.touches(scope.fromMicros(), scope.toMicros())) {
                DayFileSet ofDay = dayFiles.select(folders, day.day(), Source.ALL);
                boolean isLive = LiveRows.touch(live, day);
                files.add(ofDay, timeframe, day, Source.ALL, scope.fromMicros(), scope.toMicros(), isLive);
            }
        }
    }

    private void createObjectViews(StoreViews views, List<ObjectEvent> live, FileChoice files) throws SQLException {
        List<Entry> snapshot = sound(
                checkedSnapshot, dayFiles.stat(layout.objectSnapshot()).stream().toList(), files);
        List<Entry> timeline = sound(checkedEvents, TimelineFiles.list(disk, layout), files);
        files.entries.addAll(snapshot);
        files.entries.addAll(timeline);
        long snapshotSeq =
                snapshot.isEmpty() ? 0 : checkedSnapshot.footer(snapshot.get(0)).lastSeq();
        long greatest = timeline.stream()
                .mapToLong(file -> checkedEvents.footer(file).lastSeq())
                .max()
                .orElse(0);
        if (snapshotSeq > greatest) { // it knows events that are gone, so it is not to be believed
            snapshot = List.of();
            snapshotSeq = 0;
        }
        long known = snapshotSeq;
        List<Entry> later = timeline.stream()
                .filter(file -> checkedEvents.footer(file).lastSeq() > known)
                .toList();
        views.createObjects(snapshot, known, timeline, later, live);
    }

    /** Those that are not damaged; the others are noted as left out. */
    private static List<Entry> sound(CheckedFiles checked, List<Entry> listed, FileChoice files) {
        List<Entry> sound = new ArrayList<>();
        for (Entry file : listed) {
            if (checked.footer(file) == null) {
                files.leftOut.add(file.path());
            } else {
                sound.add(file);
            }
        }
        return sound;
    }

    /** Whether a file had gone when DuckDB came to it; it may be back by now, when the compaction of its day is undone. */
    private static boolean hadGone(SQLException e, List<Entry> files) {
        String message = DuckDatabase.firstLine(e);
        return (message.contains("No such file") || message.contains("No files found"))
                && files.stream().anyMatch(file -> message.contains(file.path().toString()));
    }

    /** What the machine did is told from what the user wrote by the kind that DuckDB's message begins with. */
    private static RuntimeException refused(SQLException e, DuckDatabase duck) {
        String message = DuckDatabase.firstLine(e);
        boolean machine = message.startsWith("Out of Memory")
                || message.startsWith("INTERNAL")
                || message.startsWith("FATAL")
                || message.startsWith("IO Error: Could not write")
                || message.startsWith("IO Error: Could not truncate");
        return machine ? duck.failed("run the query", e) : new IllegalArgumentException(message, e);
    }

    private static void release(Connection connection, DuckDatabase duck) {
        if (connection == null) {
            return;
        }
        try {
            duck.release(connection);
        } catch (SQLException e) {
            throw duck.failed("close a connection", e);
        }
    }

    StorageException failed(String doing, SQLException cause) {
        return new StorageException(
                Code.IO, layout.data(), "could not " + doing + ": " + DuckDatabase.firstLine(cause), cause);
    }

    private void requireTimeLeft(long startNanos) {
        requireOpen();
        if (System.nanoTime() - startNanos > DayLoader.RETRY_NANOS) {
            throw new StorageException(
                    Code.IO,
                    layout.data(),
                    "files kept changing while they were read [seconds=" + DayLoader.RETRY_NANOS / 1_000_000_000 + "]");
        }
    }

    private synchronized DuckDatabase database() {
        requireOpen();
        if (database == null) {
            database = DuckDatabase.open(layout.root());
        }
        return database;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the reader is closed [root=" + layout.root() + "]");
        }
    }

    /** Closes DuckDB and with it every result that is still open; a second time does nothing. */
    @Override
    public synchronized void close() {
        closed = true;
        if (database != null) {
            DuckDatabase toClose = database;
            database = null;
            toClose.close();
        }
    }
}
