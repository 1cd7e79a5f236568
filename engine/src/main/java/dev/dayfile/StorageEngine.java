package dev.dayfile;

import dev.dayfile.internal.ingest.CandleIngest;
import dev.dayfile.internal.ingest.EventContext;
import dev.dayfile.internal.ingest.EventIngest;
import dev.dayfile.internal.ingest.IngestContext;
import dev.dayfile.internal.ingest.IngestSettings;
import dev.dayfile.internal.ingest.PartListener;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Ownership;
import dev.dayfile.internal.io.RingPlace;
import dev.dayfile.internal.object.EventLog;
import dev.dayfile.internal.object.ObjectBook;
import dev.dayfile.internal.object.SnapshotFile;
import dev.dayfile.internal.object.StoredObjects;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.internal.viewport.CandleLog;
import dev.dayfile.internal.viewport.EngineViewports;
import dev.dayfile.internal.viewport.Overview;
import dev.dayfile.model.Arguments;
import dev.dayfile.model.Candle;
import dev.dayfile.model.Changes;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.EngineStats;
import dev.dayfile.model.ExpiredParts;
import dev.dayfile.model.FollowQuery;
import dev.dayfile.model.ImportDefaults;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.TimeBounds;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.UndoReport;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Consumer;

/**
 * The store, open for appending: one engine a root, in the process that trades. Safe for use by several threads.
 *
 * <pre>{@code
 * try (StorageEngine engine = StorageEngine.open(StorageConfig.builder(Path.of("storage")).build())) {
 *     CandleAppender spy = engine.candles("SPY", Timeframe.parse("2m"));
 *     long seq = spy.append(tsMicros, open, high, low, close, volume);
 *     engine.awaitDurable(seq, Duration.ofSeconds(1));
 *     Viewport today = engine.viewport(ViewportQuery.of("SPY", Timeframe.parse("2m")).last(195).build());
 * }
 * }</pre>
 */
public final class StorageEngine implements StoreQueries, AutoCloseable {
    private static final Duration RELEASE_INTERVAL = Duration.ofSeconds(30);

    /** How often it is asked whether a day is due: a listing of folders only when one is. */
    private static final Duration SCHEDULE_INTERVAL = Duration.ofSeconds(5);

    private final StorageConfig config;
    private final LockedStore store;
    private final CandleIngest ingest;
    private final ObjectEvents objects;
    private final Compactions compactions;
    private final CandleDays days;
    private final EngineViewports viewports;
    private final Overviews overviews = new Overviews(this::overview);
    private final Resampling candles;
    private final Followers followers = new Followers();
    private final Followers.Signal visibleSignal = new Followers.Signal();
    private final Housekeeper housekeeper = new Housekeeper();

    /** {@code null} when nobody listens. */
    private final ListenerThread listenerThread;

    private final ConcurrentHashMap<AppenderKey, CandleAppender> appenders = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private record AppenderKey(String symbol, Timeframe timeframe) {}

    private StorageEngine(StorageConfig config, LockedStore store) {
        this.config = config;
        this.store = store;
        LiveCandles live = new LiveCandles();
        viewports = new EngineViewports(
                store.disk(),
                store.layout(),
                store.clock(),
                store.files(),
                live,
                config.damagePolicy(),
                config.cacheBytes());
        candles = new Resampling(store.calendar(), store.clock(), viewports::fill);
        listenerThread = config.listener() == null ? null : new ListenerThread(config.listener());
        compactions = new Compactions(store, config, housekeeper, this::tell, this::requireOpen);
        Path ring = RingPlace.find(store.disk(), store.layout(), config.ringFile());
        StoredObjects stored =
                new StoredObjects(store.disk(), store.layout(), store.writerId(), DamagePolicy.LEAVE_OUT);
        EventIngest events = openEvents(stored);
        CandleIngest opening = null;
        boolean opened = false;
        try {
            objects = new ObjectEvents(
                    events, objectBook(stored, events), store.layout().objects(), compactions);
            opening = openCandles(ring, live);
            ingest = opening;
            days = new CandleDays(store, compactions, ingest, live, viewports);
            // Once the store is another engine's, this one shows what it knows and changes no more days.
            Ownership ownership = new Ownership(store.lock(), store.layout().lock(), compactions::end);
            ingest.watch(ownership);
            events.watch(ownership);
            ingest.onVisible(visibleSignal::wake);
            events.onVisible(visibleSignal::wake);
            viewports.expectOwnParts(store.writerId(), ingest.appendedSeq());
            keepHouse();
            opened = true;
        } finally {
            if (!opened) { // or they would go on in a root that is no longer locked
                housekeeper.close();
                try {
                    if (opening != null) {
                        opening.close();
                    }
                } finally {
                    events.close();
                }
            }
        }
    }

    private EventIngest openEvents(StoredObjects stored) {
        return EventIngest.open(
                new EventContext(
                        store.disk(),
                        store.layout(),
                        store.clock(),
                        store.publisher(),
                        store.gate(),
                        store.writerId(),
                        EventContext.DEFAULT_RING_SLOTS,
                        config.flushInterval(),
                        IngestSettings.DEFAULT_CLOSE_TIMEOUT),
                listenerThread == null ? PartListener.NONE : listenerThread.objectParts(),
                stored::greatestSeq);
    }

    private ObjectBook objectBook(StoredObjects stored, EventIngest events) {
        return new ObjectBook(
                stored,
                new SnapshotFile(store.disk(), store.layout()),
                store.publisher(),
                store.writerId(),
                events.appendedSeq(),
                events::pending,
                config.objectHistoryBytes());
    }

    private CandleIngest openCandles(Path ring, LiveCandles live) {
        return CandleIngest.open(
                new IngestSettings(
                        config.ringSlots(),
                        ring,
                        config.singleProducer(),
                        config.flushInterval(),
                        config.flushRows(),
                        store.writerId(),
                        IngestSettings.DEFAULT_CLOSE_TIMEOUT),
                new IngestContext(
                        store.disk(),
                        store.layout(),
                        store.clock(),
                        store.publisher(),
                        store.files(),
                        live,
                        store.gate(),
                        config.writerIdle().strategy()),
                listenerThread == null ? PartListener.NONE : listenerThread,
                new StoreFiles(store.disk(), store.layout(), store.files())::greatestSeq);
    }

    /** What is done again and again from now on, and at once what an earlier process did not finish. */
    private void keepHouse() {
        housekeeper.every(config.snapshotInterval(), objects::writeSnapshot);
        housekeeper.after(Duration.ZERO, compactions::retireDue);
        if (config.autoCompact() != null) {
            AutoCompaction compaction = new AutoCompaction(
                    days,
                    objects,
                    store.layout(),
                    new CompactionSchedule(store.calendar(), store.clock(), config.autoCompact()),
                    this::tell,
                    Clock.systemUTC(),
                    closed::get);
            housekeeper.after(Duration.ZERO, compaction::tick);
            housekeeper.every(SCHEDULE_INTERVAL, compaction::tick);
        }
        housekeeper.every(RELEASE_INTERVAL, days::releaseOldDays);
        if (!config.foreignCheckInterval().isZero()) {
            housekeeper.every(config.foreignCheckInterval(), viewports::noticeForeignChanges);
        }
    }

    /**
     * Opens a store, creating it if need be; rows that an earlier process left in the ring are written to parts first, also
     * when another ring is to be used from now on.
     *
     * @throws dev.dayfile.model.StorageException with code {@code LOCKED} when another engine holds the root, naming
     *     its process; otherwise when the disk fails
     * @throws dev.dayfile.model.CorruptFileException when the ring or the store's properties are damaged
     * @throws IllegalArgumentException when the store was created with another zone, roll time, trading hours or {@code
     *     bar_index} timeframes
     */
    public static StorageEngine open(StorageConfig config) {
        Arguments.require(config, "config");
        return open(config, Disk.LOCAL);
    }

    /** On a disk of a test's choice. */
    static StorageEngine open(StorageConfig config, Disk disk) {
        LockedStore store = LockedStore.open(config, disk);
        boolean opened = false;
        try {
            StorageEngine engine = new StorageEngine(config, store);
            opened = true;
            return engine;
        } finally {
            if (!opened) {
                store.close();
            }
        }
    }

    @Override
    public MarketClock clock() {
        return store.clock();
    }

    /**
     * The appender of a symbol and timeframe, always the same one.
     *
     * @throws IllegalArgumentException when the symbol breaks the rule of {@link dev.dayfile.model.Symbols}
     */
    public CandleAppender candles(String symbol, Timeframe timeframe) {
        requireOpen();
        Arguments.require(timeframe, "timeframe"); // the symbol is looked at where its appender is made
        CandleAppender known = appenders.get(new AppenderKey(symbol, timeframe));
        return known != null
                ? known
                : appenders.computeIfAbsent(
                        new AppenderKey(symbol, timeframe),
                        key -> new CandleAppender(symbol, timeframe, ingest.appender(symbol, timeframe)));
    }

    /** The chart objects of this store. */
    public ObjectEvents objects() {
        requireOpen();
        return objects;
    }

    /**
     * Waits until every row up to a sequence stands in a published part, where any reader sees it.
     *
     * @return whether that came about within the time
     */
    public boolean awaitVisible(long seq, Duration timeout) {
        return ingest.awaitVisible(seq, timeout);
    }

    /**
     * Waits until every row up to a sequence stands in a part that was forced, and so survives a power failure.
     *
     * @return whether that came about within the time
     * @throws IllegalStateException when the store was opened without force
     */
    public boolean awaitDurable(long seq, Duration timeout) {
        return ingest.awaitDurable(seq, timeout);
    }

    /**
     * The candles and objects of a window: everything whose append has returned is among them.
     *
     * @throws dev.dayfile.model.CorruptFileException when a file of the window is damaged and the policy is to fail
     * @throws dev.dayfile.model.StorageException when a file cannot be read
     */
    @Override
    public Viewport viewport(ViewportQuery query) {
        ViewportBuffer buffer = new ViewportBuffer();
        viewport(query, buffer);
        return buffer.toViewport();
    }

    /** As {@link #viewport(ViewportQuery)}, into the caller's buffer: over days seen before its candles allocate nothing. */
    public void viewport(ViewportQuery query, ViewportBuffer reusable) {
        requireOpen();
        Arguments.require(query, "query");
        Arguments.require(reusable, "reusable");
        ingest.awaitIndexed();
        long candleSeq =
                ingest.indexedSeq(); // before the look: what comes meanwhile may be in it, what is up to here is
        long eventSeq = objects.shownSeq();
        ViewportQuery resolved = query.resolve(store.clock());
        candles.fill(resolved, reusable);
        objects.fill(resolved, reusable);
        reusable.position(candleSeq, eventSeq);
    }

    private Overview overview() {
        requireOpen();
        ingest.awaitIndexed();
        return viewports.overview();
    }

    /**
     * Tells a listener of each candle and object event of a symbol and timeframe that becomes visible from now on.
     *
     * @return close it to hear no more; closing the engine first tells what is visible by then
     * @throws IllegalArgumentException when the symbol breaks the rule of {@link dev.dayfile.model.Symbols}
     * @throws IllegalStateException when the engine is closed
     */
    public Subscription subscribe(String symbol, Timeframe timeframe, FollowListener listener) {
        return subscribe(FollowQuery.of(symbol, timeframe).build(), listener);
    }

    /**
     * Tells a listener of candles and object events, on a thread of the subscription's own: from now on, or, where the
     * query has a position, first of all that came after it, without a gap or a double between the two.
     *
     * <p>Imported history is not followed, since it goes into dayfiles and not through the ring: {@link
     * StorageListener#dayCompacted} tells of it. Where files have to be read to catch up, imported candles are among them
     * if their sequences are.
     *
     * @return close it to hear no more; closing the engine first tells what is visible by then, for up to 30 s
     * @throws IllegalStateException when the engine is closed
     */
    public Subscription subscribe(FollowQuery query, FollowListener listener) {
        Arguments.require(listener, "listener");
        return followers.begin(query, listener, feeds(query), visibleSignal);
    }

    @Override
    public Changes changes(FollowQuery query) {
        return feeds(query).changes(query);
    }

    private Feeds feeds(FollowQuery query) {
        requireOpen();
        Arguments.require(query, "query");
        StorePosition from =
                query.after() != null ? query.after() : new StorePosition(ingest.visibleSeq(), objects.visibleSeq());
        return new Feeds(
                new CandleFeed(
                        FollowedRing.own(ingest.tail(), ingest::visibleSeq),
                        new CandleLog(store.disk(), store.layout(), store.clock(), store.files()),
                        query),
                new EventFeed(
                        FollowedRing.own(objects.tail(), objects::visibleSeq),
                        new EventLog(store.disk(), store.layout())),
                from);
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

    @Override
    public List<Path> leftOut() {
        return viewports.leftOut();
    }

    /**
     * Looks at once for candle files that another program has added, replaced or removed, so that viewports after this
     * call show them. The engine does so by itself every {@link StorageConfig#foreignCheckInterval()}.
     *
     * @throws dev.dayfile.model.StorageException when a folder cannot be read
     */
    public void refresh() {
        requireOpen();
        viewports.noticeForeignChanges();
    }

    @Override
    public TradingCalendar calendar() {
        return store.calendar();
    }

    @Override
    public List<Timeframe> timeframes() {
        return days.timeframes();
    }

    /** The days of a timeframe with parts that no dayfile has absorbed. */
    public SortedSet<LocalDate> daysWaiting(Timeframe timeframe) {
        return days.waiting(timeframe);
    }

    /**
     * Merges the parts of a day, and its standing dayfile, into one dayfile, proves it and publishes it. The parts leave
     * {@code data/} when the configured grace is over. A day on which nothing waits is left as it is.
     *
     * @throws dev.dayfile.model.CorruptFileException when the standing dayfile is damaged, or the proof fails; nothing
     *     was changed
     * @throws dev.dayfile.model.StorageException when the disk fails; the parts are as they were
     */
    public CompactionReport compact(Timeframe timeframe, LocalDate day) {
        return days.compact(timeframe, day);
    }

    /** Whether a day has a dayfile. */
    public boolean isCompacted(Timeframe timeframe, LocalDate day) {
        return days.isCompacted(timeframe, day);
    }

    /**
     * Marks a day, before or after it is compacted: its parts stay in {@code data/}, also when this engine is closed and
     * another opens the store, until {@link #retire(Duration)} is called, or {@link #retire(Duration, BiPredicate)} for
     * this day.
     */
    public void keepParts(Timeframe timeframe, LocalDate day) {
        days.keepParts(timeframe, day);
    }

    /**
     * Makes a day what it was before it was compacted: brings its retired parts back, waits the grace and sets the
     * dayfile aside. Readers find every row all the while. Blocks for the grace.
     *
     * @param grace longer than any query of a reader
     * @throws IllegalStateException when no dayfile stands, or the parts that are still kept do not give every row of
     *     it (imported history is in no part); nothing was changed. Also when the day was compacted anew meanwhile
     * @throws dev.dayfile.model.CorruptFileException when the dayfile or a part is damaged; nothing was changed
     */
    public UndoReport undoCompaction(Timeframe timeframe, LocalDate day, Duration grace) {
        return days.undo(timeframe, day, grace);
    }

    /**
     * Looks for retired parts, also of chart objects, that are older than they are to be kept: so many days since the end
     * of their trading day, the writing of the files and the last publishing of the day's dayfile. Dayfiles are kept for
     * ever.
     *
     * @param partsDays for how many days, at least 0
     * @param delete whether they are deleted, or only told of; parts whose day has no whole dayfile, or one that does not
     *     hold all their rows, stay in any case
     */
    public List<ExpiredParts> retain(int partsDays, boolean delete) {
        return compactions.retain(partsDays, delete);
    }

    /** What {@link #compact} would read; touches nothing. */
    public CompactionReport planCompaction(Timeframe timeframe, LocalDate day) {
        return days.plan(timeframe, day);
    }

    /**
     * Moves the parts of compacted days, also of chart objects, out of the readers' sight, those of {@link #keepParts}
     * too; they are kept for recovery.
     *
     * @param grace how long ago a dayfile must have been published, so that no query that began before still needs the
     *     parts
     * @return how many days' parts were moved
     */
    public int retire(Duration grace) {
        return compactions.retire(grace);
    }

    /**
     * As {@link #retire(Duration)}, but of the days of {@link #keepParts} only some; all others are retired as ever.
     *
     * @param keptToo which ones: asked with the timeframe, {@code null} for chart objects, and the day
     */
    public int retire(Duration grace, BiPredicate<Timeframe, LocalDate> keptToo) {
        Arguments.require(keptToo, "keptToo");
        return compactions.retire(grace, (days, day) -> keptToo.test(days.timeframe(), day));
    }

    /**
     * Merges history straight into dayfiles, with a compaction's proof, while appends go on. Of rows with one key the
     * later wins, and any wins over what stood before.
     *
     * @param candles in any order; their {@code seq} does not count
     * @return one report a merge, in the order in which they were made
     */
    public List<CompactionReport> importCandles(Iterator<Candle> candles) {
        Arguments.require(candles, "candles");
        CandleImport history = beginImport(ImportListener.NONE);
        candles.forEachRemaining(history::add);
        return history.finish();
    }

    /**
     * Merges a Parquet file of another writer into dayfiles, as {@link #importCandles} does.
     *
     * @param defaults what to take for columns that the file lacks
     * @param refused hears the number, from 1, and the reason of each row that breaks a rule; the others go on
     * @throws IllegalArgumentException when a column is missing and has no default
     * @throws dev.dayfile.model.CorruptFileException when it is no whole Parquet file with candles
     */
    public List<CompactionReport> importParquet(Path file, ImportDefaults defaults, BiConsumer<Long, String> refused) {
        CandleImport history = beginImport(ImportListener.NONE);
        history.addParquet(file, defaults, refused);
        return history.finish();
    }

    /**
     * Begins an import of history from several sources, as {@link #importCandles} does from one.
     *
     * @param listener is told how far it is
     */
    public CandleImport beginImport(ImportListener listener) {
        return days.beginImport(Arguments.require(listener, "listener"));
    }

    /** What the engine has done since it was opened. */
    public EngineStats stats() {
        EngineStats stats = ingest.stats();
        if (stats.lastError() != null) {
            return stats;
        }
        String others = objects.lastError() == null ? housekeeper.lastError() : objects.lastError();
        if (others == null && listenerThread != null) {
            others = listenerThread.lastError();
        }
        if (others == null) {
            others = followers.lastError();
        }
        return others == null ? stats : stats.withLastError(others);
    }

    /** For tests. */
    CandleDays days() {
        return days;
    }

    private void tell(Consumer<StorageListener> call) {
        if (listenerThread != null) {
            listenerThread.tell(call);
        }
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("the engine is closed [root=" + config.root() + "]");
        }
    }

    /**
     * Writes everything to parts, waits for it and lets go of the root. A second call does nothing. A compaction or
     * import that is under way, in whatever thread, is ended first: before its day is published it fails with a
     * {@code StorageException} that says so, and the day is as it was.
     *
     * @throws dev.dayfile.model.StorageException when rows could not be written; they stay in the ring and are written
     *     by the next opening
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            compactions.stop();
            housekeeper.close();
            compactions.close();
            try {
                objects.close();
            } finally {
                ingest.close();
            }
        } finally {
            followers.finish();
            if (listenerThread != null) {
                listenerThread.close();
            }
            store.close();
        }
    }
}
