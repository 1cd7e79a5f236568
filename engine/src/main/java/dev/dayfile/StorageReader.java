package dev.dayfile;

import dev.dayfile.internal.calendar.Calendars;
import dev.dayfile.internal.ingest.CandleTail;
import dev.dayfile.internal.ingest.EventTail;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.RingPlace;
import dev.dayfile.internal.io.StoreProperties;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.object.EventLog;
import dev.dayfile.internal.object.StoredObjects;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.Unpublished;
import dev.dayfile.internal.viewport.CandleLog;
import dev.dayfile.internal.viewport.DuckReader;
import dev.dayfile.model.Arguments;
import dev.dayfile.model.Candle;
import dev.dayfile.model.Changes;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.FileDescription;
import dev.dayfile.model.FollowQuery;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.StorageException.Code;
import dev.dayfile.model.StoreDescription;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.TimeBounds;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.TradingHours;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * A store, open for reading, in any process, without a lock: beside a running engine, a compaction, or none.
 *
 * <p>It sees what is visible: rows whose parts are published. With {@link Builder#liveTail} it also sees rows as soon as
 * their append has returned. Safe for use by several threads. The first call of {@link #sql}, {@link #latest}, {@link
 * #bounds} or {@link #gaps} takes a second or so, since it starts DuckDB; nothing else does. Keep a reader: it remembers
 * the list of days and the footers of files as long as they have not changed. After {@link #close} every question throws
 * {@code IllegalStateException}.
 *
 * <pre>{@code
 * try (StorageReader reader = StorageReader.open(Path.of("storage"))) {
 *     Viewport v = reader.viewport(ViewportQuery.of("SPY", Timeframe.parse("2m")).last(195).build());
 *     try (ResultSet r = reader.sql("SELECT symbol, count(*) FROM candles GROUP BY symbol")) { … }
 * }
 * }</pre>
 */
public final class StorageReader implements StoreQueries, AutoCloseable {
    private final MarketClock clock;
    private final TradingCalendar calendar;
    private final DuckReader reader;
    private final Overviews overviews;
    private final StoredObjects objects;
    private final StoreFiles storeFiles;
    private final Resampling candles;
    private final ForeignRings rings;
    private final Supplier<CandleLog> candleLog;
    private final EventLog eventLog;
    private final long pollMillis;
    private final Followers followers = new Followers();
    private volatile boolean closed;

    private StorageReader(Builder builder, Disk disk, StoreLayout layout) {
        Optional<StoreProperties> properties = StoreProperties.read(disk, layout);
        clock = properties.map(StoreProperties::clock).orElse(MarketClock.NEW_YORK);
        calendar = Calendars.of(properties.map(StoreProperties::tradingHours).orElse(TradingHours.of(clock)), clock);
        CandleFiles files = new CandleFiles(disk, clock);
        rings = new ForeignRings(
                disk, RingPlace.find(disk, layout, builder.ringFile), layout.eventRing(), builder.liveTail);
        Supplier<List<ObjectEvent>> liveEvents = builder.liveTail ? rings::unpublishedEvents : List::of;
        reader = new DuckReader(
                disk,
                layout,
                clock,
                files,
                builder.damagePolicy,
                builder.liveTail ? rings::unpublishedCandles : Unpublished.NONE,
                liveEvents);
        candles = new Resampling(calendar, clock, reader::fill);
        overviews = new Overviews(reader::overview);
        objects = new StoredObjects(
                disk, layout, properties.map(StoreProperties::writerId).orElse(null), builder.damagePolicy, liveEvents);
        storeFiles = new StoreFiles(disk, layout, files);
        candleLog = () -> new CandleLog(disk, layout, clock, files);
        eventLog = new EventLog(disk, layout);
        pollMillis = builder.pollMillis;
    }

    /** Opens a store; a damaged file makes a query fail. */
    public static StorageReader open(Path root) {
        return open(root, DamagePolicy.FAIL);
    }

    /**
     * Opens a store. A folder that no engine has opened yet is read with New York's clock.
     *
     * @param damagePolicy what a query does about a damaged file
     * @throws StorageException when there is no such folder or it cannot be read
     * @throws dev.dayfile.model.CorruptFileException when the store's properties cannot be understood
     */
    public static StorageReader open(Path root, DamagePolicy damagePolicy) {
        return builder(root).damagePolicy(damagePolicy).open();
    }

    /** Opens a store otherwise than by default. */
    public static Builder builder(Path root) {
        return new Builder(root);
    }

    /** How a store is opened for reading. */
    public static final class Builder {
        /** So often a follower looks for more: every 10 ms. */
        public static final Duration DEFAULT_POLL_INTERVAL = Duration.ofMillis(10);

        private final Path root;
        private DamagePolicy damagePolicy = DamagePolicy.FAIL;
        private boolean liveTail;
        private Path ringFile;
        private long pollMillis = DEFAULT_POLL_INTERVAL.toMillis();

        private Builder(Path root) {
            this.root = Arguments.require(root, "root");
        }

        /** What a query does about a damaged file; by default it fails. */
        public Builder damagePolicy(DamagePolicy policy) {
            damagePolicy = Arguments.require(policy, "damagePolicy");
            return this;
        }

        /**
         * Whether rows count that were appended and are in no part yet: they are read from the engine's rings, which are
         * mapped read-only, without a lock and without the engine's knowing. Such rows survive the engine's process, not
         * a power failure. Off by default. Where there is no ring, files answer alone; a ring that is damaged or of
         * another version makes queries fail rather than miss rows.
         */
        public Builder liveTail(boolean on) {
            liveTail = on;
            return this;
        }

        /** Where the engine keeps its ring of candles, if not where the store says it is: {@link StorageConfig#ringFile()}. */
        public Builder ringFile(Path file) {
            ringFile = Arguments.require(file, "ringFile");
            return this;
        }

        /** How often a follower looks for more, at least every millisecond; a look reads a word of memory. */
        public Builder pollInterval(Duration interval) {
            if (Arguments.require(interval, "pollInterval").toMillis() < 1) {
                throw new IllegalArgumentException(
                        "the least interval is a millisecond [pollInterval=" + interval + "]");
            }
            pollMillis = interval.toMillis();
            return this;
        }

        /**
         * Opens the store.
         *
         * @throws StorageException when there is no such folder or it cannot be read
         * @throws dev.dayfile.model.CorruptFileException when the store's properties cannot be understood
         */
        public StorageReader open() {
            Disk disk = Disk.LOCAL;
            StoreLayout layout = new StoreLayout(root);
            try {
                if (!disk.stat(layout.root()).folder()) {
                    throw new StorageException(
                            Code.MISSING, layout.root(), "the root of a store is a folder, not a file");
                }
            } catch (IOException e) {
                throw Failures.storage("open the store", layout.root(), e);
            }
            return new StorageReader(this, disk, layout);
        }
    }

    @Override
    public MarketClock clock() {
        return clock;
    }

    /**
     * The candles and objects of a window, as the files of this moment have them; bounds without an offset are market
     * time.
     *
     * @throws dev.dayfile.model.CorruptFileException when a file of the window is damaged and the policy is to fail
     * @throws StorageException when files cannot be read
     * @throws IllegalStateException after {@link #close}
     */
    @Override
    public Viewport viewport(ViewportQuery query) {
        Arguments.require(query, "query");
        ViewportQuery resolved = query.resolve(clock);
        StorePosition position = rings.position(); // before the files are listed
        ViewportBuffer answer = new ViewportBuffer();
        candles.fill(resolved, answer);
        objects.fill(resolved, answer);
        answer.position(position.candleSeq(), position.eventSeq());
        return answer.toViewport();
    }

    /**
     * The chart objects that are not removed, by id.
     *
     * @throws dev.dayfile.model.CorruptFileException when a file of the timeline is damaged and the policy is to fail
     * @throws StorageException when files cannot be read
     */
    public List<ChartObject> objects() {
        requireOpen();
        return objects.current();
    }

    /**
     * The chart objects as they were at an instant, see {@link ObjectEvents#asOf}.
     *
     * @param tsMicros in microseconds since 1970 UTC, inclusive
     * @throws dev.dayfile.model.CorruptFileException when a file of the timeline is damaged and the policy is to fail
     */
    public List<ChartObject> objectsAsOf(long tsMicros) {
        requireOpen();
        return objects.asOf(tsMicros);
    }

    /**
     * Every event of one object, in the order of their sequences; none when there never was one.
     *
     * @throws dev.dayfile.model.CorruptFileException when a file of the timeline is damaged and the policy is to fail
     */
    public List<ObjectEvent> objectHistory(String objectId) {
        requireOpen();
        return objects.history(Arguments.require(objectId, "objectId"));
    }

    /**
     * What changed after a sequence, see {@link ObjectEvents#changedSince}.
     *
     * @throws dev.dayfile.model.CorruptFileException when a file of the timeline is damaged and the policy is to fail
     */
    public List<ChartObject> objectsChangedSince(long seq) {
        requireOpen();
        return objects.changedSince(seq);
    }

    @Override
    public TradingCalendar calendar() {
        return calendar;
    }

    @Override
    public List<Timeframe> timeframes() {
        return reader.timeframes();
    }

    @Override
    public List<Candle> latest(Timeframe timeframe, Instant since) {
        return overviews.latest(timeframe, since);
    }

    @Override
    public Optional<TimeBounds> bounds(Timeframe timeframe) {
        return overviews.bounds(timeframe);
    }

    @Override
    public Optional<TimeBounds> bounds(Timeframe timeframe, String symbol) {
        return overviews.bounds(timeframe, symbol);
    }

    @Override
    public List<SessionGaps> gaps(
            String symbol, Timeframe timeframe, LocalDate from, LocalDate to, TradingCalendar calendar) {
        return overviews.gaps(symbol, timeframe, from, to, calendar);
    }

    @Override
    public void gaps(
            Timeframe timeframe,
            LocalDate from,
            LocalDate to,
            TradingCalendar calendar,
            Consumer<SessionGaps> sessions) {
        overviews.gaps(timeframe, from, to, calendar, sessions);
    }

    /**
     * Runs one query over the views {@code candles}, {@code objects} and {@code object_events}; the caller closes the
     * result, which releases all that it holds. The views show the files of this moment, and with the live tail what is in
     * none yet, each key once. Nothing outside of the store can be read, and nothing can be changed.
     *
     * <p>Every file that the query can touch is verified before, once for each reader as long as it stays the same. Bounds
     * such as {@code ts_utc >= '2025-10-15'} in a query over {@code candles} alone leave the files of other days out.
     *
     * @throws IllegalArgumentException when the text is not one query, or DuckDB refuses it
     * @throws dev.dayfile.model.CorruptFileException when such a file is damaged and the policy is to fail
     * @throws StorageException when files cannot be read
     * @throws IllegalStateException after {@link #close}
     */
    public ResultSet sql(String query) {
        return reader.sql(Arguments.require(query, "query"));
    }

    /**
     * What stands in the store, by the footers of its files. A damaged footer is told of and never fails the call.
     *
     * @throws StorageException when a folder cannot be read
     * @throws IllegalStateException after {@link #close}
     */
    public StoreDescription describe() {
        requireOpen();
        return storeFiles.describe(clock);
    }

    /**
     * What the footer of one candle file says, wherever it stands. A damaged one is told of and does not fail the call.
     *
     * @throws StorageException when there is no such file or it cannot be read
     */
    public static FileDescription describe(Path file) {
        return new CandleFiles(Disk.LOCAL).describe(Arguments.require(file, "file"));
    }

    /** As said there; an answer of {@link #sql} counts too. */
    @Override
    public List<Path> leftOut() {
        return reader.leftOut();
    }

    /**
     * Tells a listener of candles and object events as {@link StorageEngine#subscribe(FollowQuery, FollowListener)} does,
     * from another process and without its engine's knowing: rows are told once they are visible, with the live tail
     * once they are appended. The engine may be closed, killed and opened again meanwhile.
     *
     * @return close it to hear no more; closing the reader ends it too
     * @throws IllegalStateException after {@link #close}
     * @throws StorageException with code {@code MISSING} when there is no ring: no engine has opened the store here
     * @throws dev.dayfile.model.CorruptFileException when the ring is damaged or of another version
     */
    public Subscription follow(FollowQuery query, FollowListener listener) {
        Arguments.require(listener, "listener");
        return followers.begin(query, listener, feeds(query), new Followers.Poll(pollMillis));
    }

    /**
     * {@inheritDoc}
     *
     * @throws StorageException as {@link #follow}
     */
    @Override
    public Changes changes(FollowQuery query) {
        return feeds(query).changes(query);
    }

    private Feeds feeds(FollowQuery query) {
        requireOpen();
        Arguments.require(query, "query");
        FollowedRing.Foreign<CandleTail> candleRing = rings.candles();
        FollowedRing.Foreign<EventTail> eventRing = rings.events();
        candleRing.require();
        eventRing.require();
        StorePosition from =
                query.after() != null ? query.after() : new StorePosition(candleRing.head(0), eventRing.head(0));
        return new Feeds(new CandleFeed(candleRing, candleLog.get(), query), new EventFeed(eventRing, eventLog), from);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the reader is closed");
        }
    }

    /** Ends the reader, every subscription and every result of {@link #sql} that is still open; a second time does nothing. */
    @Override
    public void close() {
        closed = true;
        followers.close();
        reader.close();
    }
}
