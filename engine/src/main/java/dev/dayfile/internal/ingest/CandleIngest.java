package dev.dayfile.internal.ingest;

import com.lmax.disruptor.Sequence;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.io.Ownership;
import dev.dayfile.internal.io.RingPlace;
import dev.dayfile.model.EngineStats;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.agrona.concurrent.AgentRunner;

/**
 * The way of a candle from {@code append} to its part. It owns the ring, gives out sequences, and opens by replaying
 * what an earlier process left in the ring.
 *
 * <p>Sequences are {@code base + number of the Disruptor's slot}. They are unique over the life of a store: the base
 * follows the greatest one the ring knows, and where the ring is new, or may be older than the files (lost on a
 * memory-backed place, not closed before the power failed), also the bound of the {@link SequenceReserve}.
 */
public final class CandleIngest implements AutoCloseable {
    /** The most sequences that {@link #reserveSequences} gives at once. */
    public static final int MAX_RESERVED = 1024;

    private final RingFile<RingSlot> ringFile;
    private final RingAppends appends;
    private final SeqWaiters visible;
    private final SeqWaiters persisted;
    private final SequenceReserve reserve;

    /** Whether another ring than this one may say that it was closed last. */
    private final boolean severalRings;

    private final LiveIndexer indexer;
    private final LastFailure lastFailure = new LastFailure();
    private final OwnerLook owner;
    private final WriterAgent agent;
    private final AgentRunner runner;
    private final boolean forces;
    private final long replayedRows;
    private final Duration closeTimeout;
    private final AtomicBoolean closeBegun = new AtomicBoolean();
    private volatile boolean writerEnded;

    private CandleIngest(
            RingFile<RingSlot> ringFile,
            boolean severalRings,
            long base,
            long replayedRows,
            PartFlusher flusher,
            IngestSettings settings,
            IngestContext context,
            PartListener listener) {
        this.ringFile = ringFile;
        this.replayedRows = replayedRows;
        reserve = flusher.reserve();
        this.severalRings = severalRings;
        closeTimeout = settings.closeTimeout();
        forces = context.publisher().forces();
        visible = new SeqWaiters(base - 1);
        persisted = new SeqWaiters(base - 1);
        Sequence persistedSlots = new Sequence(-1);
        appends = new RingAppends(ringFile, base, persistedSlots, settings.singleProducer());
        indexer = new LiveIndexer(appends.ring(), ringFile, appends.labels(), context.live(), context.market(), base);
        owner = new OwnerLook(context.nanoClock());
        agent = new WriterAgent(
                ringFile,
                appends,
                base,
                persistedSlots,
                visible,
                persisted,
                indexer,
                flusher,
                owner,
                lastFailure,
                listener,
                settings,
                context);
        runner = new AgentRunner(context.idleStrategy(), lastFailure::note, null, agent);
    }

    /**
     * Opens the ring, creating it if need be, writes what an earlier process left in it to parts, and starts the agent.
     * A ring that the store had before in another place is emptied first, and the new place noted.
     * The caller holds the store's lock.
     *
     * @param greatestSeqInFiles asked for the greatest sequence in any file of the store (0 when there is none), but
     *     only when neither the ring nor the {@link SequenceReserve} can be relied on to know a bound of it
     * @throws dev.dayfile.model.CorruptFileException when the ring, or the one before, is damaged
     * @throws StorageException when the ring cannot be read or created, or a part cannot be written
     */
    public static CandleIngest open(
            IngestSettings settings, IngestContext context, PartListener listener, LongSupplier greatestSeqInFiles) {
        Path path = settings.ringFile();
        try {
            RingMove move = new RingMove(settings, context);
            int replayed = move.emptyRingBefore(listener);
            return openRing(settings, context, listener, greatestSeqInFiles, move, replayed);
        } catch (IOException e) {
            throw Failures.storage("open the ring", path, e);
        } catch (UncheckedIOException e) { // how a mapped buffer says that it could not be forced
            throw Failures.storage("force the ring", path, e.getCause());
        }
    }

    private static CandleIngest openRing(
            IngestSettings settings,
            IngestContext context,
            PartListener listener,
            LongSupplier greatestSeqInFiles,
            RingMove move,
            int replayedBefore)
            throws IOException {
        Disk disk = context.disk();
        PartFlusher flusher = new PartFlusher(context, settings.writerId());
        RingFile<RingSlot> ringFile;
        long bound = flusher.reserve().read();
        LongSupplier greatestInFiles = bound > 0 ? () -> bound : greatestSeqInFiles;
        boolean severalRings = move.isNeeded() || hasSeveralRings(settings, context);
        long greatestSeq;
        int replayed = replayedBefore;
        if (disk.exists(settings.ringFile())) {
            ringFile = RingFile.open(disk, settings.ringFile(), RingSlot.CANDLES);
            RingRecovery<RingSlot> recovery = new RingRecovery<>(ringFile);
            boolean last = !severalRings
                    || flusher.reserve().wasClosedAt(ringFile.header().persisted());
            if (!ringFile.header().isClean() || !last) {
                recovery.raise(greatestInFiles.getAsLong());
            }
            ringFile.markOpen();
            replayed += new Replay(context, flusher, settings.writerId()).finish(recovery, listener);
            greatestSeq = recovery.greatestSeq();
        } else {
            greatestSeq = greatestInFiles.getAsLong();
            ringFile = RingFile.create(disk, settings.ringFile(), RingSlot.CANDLES, settings.ringSlots(), greatestSeq);
        }
        move.notePlace();
        flusher.reserve().prepare(greatestSeq);
        CandleIngest ingest = new CandleIngest(
                ringFile, severalRings, greatestSeq + 1, replayed, flusher, settings, context, listener);
        AgentRunner.startOnThread(
                ingest.runner, work -> context.threadFactory().newThread(() -> ingest.runWriter(work)));
        return ingest;
    }

    /** Whatever ends the writer before its time: from then on nothing is promised that nobody would keep. */
    private void runWriter(Runnable work) {
        try {
            work.run();
        } finally {
            writerEnded = true;
            if (!closeBegun.get()) {
                refuse(Refusal.writerEnded(agent.roleName()));
                visible.end();
                persisted.end();
            }
        }
    }

    private void refuse(Refusal why) {
        appends.fail(why);
        lastFailure.note(why.on(ringFile.path()));
    }

    private static boolean hasSeveralRings(IngestSettings settings, IngestContext context) throws IOException {
        return RingPlace.wasEverElsewhere(context.disk(), context.layout())
                || !settings.ringFile()
                        .toAbsolutePath()
                        .normalize()
                        .startsWith(context.layout().root());
    }

    /**
     * The appender of a symbol and timeframe; keep it. With the first one the code of a flush is warmed up: an engine
     * that only compacts or imports has no use for it, and its process is busy enough.
     *
     * @throws IllegalArgumentException when the symbol breaks the rule of {@link dev.dayfile.model.Symbols}
     */
    public CandleRingAppender appender(String symbol, Timeframe timeframe) {
        PartWarmUp.begin();
        return new CandleRingAppender(appends, appends.label(symbol, timeframe));
    }

    /**
     * Reserves consecutive sequences for rows that go straight into dayfiles. They are as unique as those of appended
     * rows, and rows appended later have greater ones.
     *
     * @param n how many, 1 to {@value #MAX_RESERVED} and no more than the ring has slots
     * @return the first
     * @throws StorageException when the {@link SequenceReserve} cannot be moved; the sequences are not used
     */
    public long reserveSequences(int n) {
        if (n < 1 || n > Math.min(MAX_RESERVED, ringFile.slotCount())) {
            throw new IllegalArgumentException("sequences are reserved by 1 to "
                    + Math.min(MAX_RESERVED, ringFile.slotCount()) + " [n=" + n + "]");
        }
        long first = appends.reserve(n);
        requireReserved(first + n - 1);
        return first;
    }

    private void requireReserved(long seq) {
        try {
            reserve.require(seq);
        } catch (IOException e) {
            throw Failures.storage("reserve sequences", ringFile.path(), e);
        }
    }

    /** The greatest sequence given out so far. */
    public long appendedSeq() {
        return appends.lastSeq();
    }

    /** Every row up to this sequence stands in a part that any reader finds; it may be ahead of the durable one. */
    public long visibleSeq() {
        return visible.reached();
    }

    /** Every row up to this sequence stands in a part that was forced; 0 in a store that does not force. */
    public long durableSeq() {
        return forces ? persisted.reached() : 0;
    }

    /**
     * Waits until everything up to a sequence stands in parts that any reader finds. Waiting hurries nothing: the flush interval
     * rules. An interrupt ends the wait and stays set.
     *
     * @return whether it did within the time
     */
    public boolean awaitVisible(long seq, Duration timeout) {
        return visible.await(seq, timeout);
    }

    /**
     * Waits as {@link #awaitVisible} until everything up to a sequence stands in forced parts.
     *
     * @throws IllegalStateException when this store does not force
     */
    public boolean awaitDurable(long seq, Duration timeout) {
        if (!forces) {
            throw new IllegalStateException(
                    "rows never become durable in a store opened without force [ring=" + ringFile.path() + "]");
        }
        return persisted.await(seq, timeout);
    }

    /**
     * Returns once every row whose append has returned, in any thread, is in the live series. With nothing new it costs
     * two reads; otherwise the calling thread does the indexing itself rather than wait for the agent.
     */
    public void awaitIndexed() {
        index(appendedSeq());
    }

    /**
     * Returns once everything up to a sequence is in the live series.
     *
     * @throws IllegalArgumentException when the sequence was not given out yet
     */
    public void awaitIndexed(long seq) {
        if (seq > appendedSeq()) {
            throw new IllegalArgumentException(
                    "no append has had this sequence yet [seq=" + seq + ", appended=" + appendedSeq() + "]");
        }
        index(seq);
    }

    private void index(long seq) {
        long target = seq;
        while (indexer.indexedSeq() < target) {
            indexer.help();
            if (indexer.indexedSeq() < target) {
                Thread.yield(); // for another indexing thread, or an appender between its claim and its publish
                target = Math.min(target, appendedSeq()); // it shrinks where closing had just claimed the whole ring
            }
        }
    }

    /** Everything up to here is in the live series; later rows may be. */
    public long indexedSeq() {
        return indexer.indexedSeq();
    }

    /** Has the writer look whether the store is still this engine's; once it is not, appends fail. */
    public void watch(Ownership watched) {
        owner.watch(watched, this::refuse);
    }

    /** Has a quick call made, by the writer, whenever the visible sequence advances. */
    public void onVisible(Runnable follower) {
        visible.onAdvance(follower);
    }

    /** Looks at the rows of the ring, for one thread; also after the close. */
    public CandleTail tail() {
        return new CandleTail(ringFile);
    }

    /** What happened since the opening. */
    public EngineStats stats() {
        long appended = appendedSeq();
        long reached = persisted.reached();
        return new EngineStats(
                appended,
                visible.reached(),
                durableSeq(),
                ringFile.slotCount(),
                (int) Math.max(0, appended - reached),
                appends.rows(),
                agent.flushes(),
                agent.partsPublished(),
                appends.refusals(),
                appends.ringFull(),
                agent.flushFailures(),
                replayedRows,
                TimeUnit.NANOSECONDS.toMicros(agent.lagNanos()),
                lastFailure.text());
    }

    /**
     * Refuses further appends, writes everything to parts and stops the agent. An append that races with it is either
     * persisted or refused. A second close does nothing.
     *
     * @throws StorageException when the rows cannot be written within the time set; they stay in the ring, and the next
     *     opening writes them
     */
    @Override
    public void close() {
        if (!closeBegun.compareAndSet(false, true)) {
            return;
        }
        agent.beginClosing();
        appends.refuse();
        boolean emptied = appends.claimWholeRing(closeTimeout, () -> writerEnded);
        WriterThread.end(runner);
        visible.end();
        persisted.end();
        if (!emptied) {
            throw lastFailure.notWritten(ringFile.path(), "rows", closeTimeout, appendedSeq(), persisted.reached());
        }
        if (!owner.isStillOurs()) {
            return; // every row is in a part, and the ring is another engine's
        }
        try {
            ringFile.markClean();
            if (severalRings) {
                reserve.noteClosed(ringFile.header().persisted());
            }
        } catch (UncheckedIOException e) {
            // Every row is in a part. The next opening finds the ring unclosed, looks at it and finds nothing to do.
            ringFile.header().setState(RingHeader.STATE_OPEN);
            lastFailure.note(e);
        }
    }
}
