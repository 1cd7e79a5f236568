package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dayfile.model.Candle;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.FollowQuery;
import dev.dayfile.model.ImportDefaults;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Resampler;
import dev.dayfile.model.SessionGaps;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.Symbols;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingCalendar;
import dev.dayfile.model.TradingHours;
import dev.dayfile.model.TradingSession;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportBuffer;
import dev.dayfile.model.ViewportQuery;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A missing argument is misuse: every public method names it in an {@link IllegalArgumentException} and changes nothing. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class NullArgumentsTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final MarketClock CLOCK = MarketClock.NEW_YORK;
    private static final TradingCalendar CALENDAR = Calendars.usEquities();
    private static final ViewportQuery QUERY = ViewportQuery.of("SPY", TF).build();
    private static final FollowQuery FOLLOW = FollowQuery.of("SPY", TF).build();
    private static final FollowListener LISTENER = candle -> {};
    private static final Duration NOW = Duration.ZERO;

    /** Where {@code null} has a meaning, or what is called by the library and the language only. */
    private static final Set<String> OTHERS = Set.of(
            "StorageReader.close",
            "StoragePlans.daysWaiting",
            "Symbols.printable",
            "Timeframe.compareTo",
            "Timeframe.equals",
            "MarketClock.equals",
            "TradingSession.equals",
            "TradingHours.valueOf",
            "ViewportQuery.wants",
            "FollowQuery.wants");

    @TempDir
    Path root;

    private final Map<String, Callable<?>> cases = new LinkedHashMap<>();

    private void add(String method, String argument, Callable<?> call) {
        assertThat(cases.put(method + "/" + argument + "/" + cases.size(), call))
                .isNull();
    }

    private interface Action {
        void run() throws Exception;
    }

    private void run(String method, String argument, Action call) {
        add(method, argument, () -> {
            call.run();
            return null;
        });
    }

    @Test
    void shouldNameAMissingArgument() {
        ofTheModel();
        ofConfigurations();
        try (StorageEngine engine =
                        StorageEngine.open(StorageConfig.builder(root).build());
                StorageReader reader = StorageReader.open(root)) {
            ofTheEngine(engine);
            ofObjects(engine.objects());
            ofTheReader(reader);
            ofQueries("StorageEngine", engine);
            ofQueries("StorageReader", reader);
            cases.forEach((name, call) -> {
                Throwable thrown = catchThrowable(call::call);
                assertThat(thrown).as(name).isInstanceOf(IllegalArgumentException.class);
                assertThat(thrown).as(name).hasMessageContaining(name.split("/")[1]);
            });
            assertThat(engine.timeframes()).isEmpty();
            assertThat(engine.stats().appendedSeq()).isZero();
            assertThat(engine.objects().appendedSeq()).isZero();
        }
        assertThat(StorageVerifier.verify(root).files()).isZero();
        assertThat(methodsWithReferences()).isSubsetOf(coveredMethods());
    }

    private Set<String> coveredMethods() {
        Set<String> covered = new TreeSet<>(OTHERS);
        cases.keySet().forEach(name -> covered.add(name.split("/")[0]));
        return covered;
    }

    /** What a new method is missing from until it has a case. */
    private static Set<String> methodsWithReferences() {
        Set<String> methods = new TreeSet<>();
        for (Class<?> type : List.of(
                StorageEngine.class,
                ObjectEvents.class,
                StorageReader.class,
                StorageReader.Builder.class,
                StorageVerifier.class,
                StorageConfig.class,
                StorageConfig.Builder.class,
                StoreQueries.class,
                ArrowStreams.class,
                Calendars.class,
                CandleAppender.class,
                CandleImport.class,
                StoragePlans.class,
                Subscription.class,
                ViewportQuery.class,
                ViewportQuery.Builder.class,
                FollowQuery.class,
                FollowQuery.Builder.class,
                Resampler.class,
                TradingCalendar.class,
                TradingSession.class,
                TradingHours.class,
                MarketClock.class,
                IsoTime.class,
                Symbols.class,
                Timeframe.class)) {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())
                        && !method.isSynthetic()
                        && Arrays.stream(method.getParameterTypes()).anyMatch(p -> !p.isPrimitive())) {
                    methods.add(name(type) + "." + method.getName());
                }
            }
        }
        return methods;
    }

    private static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }

    private void ofTheEngine(StorageEngine engine) {
        add("StorageEngine.open", "config", () -> StorageEngine.open(null));
        add("StorageEngine.candles", "symbol", () -> engine.candles(null, TF));
        add("StorageEngine.candles", "timeframe", () -> engine.candles("A", null));
        add("StorageEngine.awaitVisible", "timeout", () -> engine.awaitVisible(1, null));
        add("StorageEngine.awaitDurable", "timeout", () -> engine.awaitDurable(1, null));
        run("StorageEngine.viewport", "query", () -> engine.viewport(null, new ViewportBuffer()));
        run("StorageEngine.viewport", "reusable", () -> engine.viewport(QUERY, null));
        add("StorageEngine.subscribe", "symbol", () -> engine.subscribe(null, TF, LISTENER));
        add("StorageEngine.subscribe", "timeframe", () -> engine.subscribe("SPY", null, LISTENER));
        add("StorageEngine.subscribe", "listener", () -> engine.subscribe("SPY", TF, null));
        add("StorageEngine.subscribe", "query", () -> engine.subscribe(null, LISTENER));
        add("StorageEngine.subscribe", "listener", () -> engine.subscribe(FOLLOW, null));
        add("StorageEngine.daysWaiting", "timeframe", () -> engine.daysWaiting(null));
        add("StorageEngine.compact", "timeframe", () -> engine.compact(null, DAY));
        add("StorageEngine.compact", "day", () -> engine.compact(TF, null));
        add("StorageEngine.isCompacted", "timeframe", () -> engine.isCompacted(null, DAY));
        add("StorageEngine.isCompacted", "day", () -> engine.isCompacted(TF, null));
        run("StorageEngine.keepParts", "timeframe", () -> engine.keepParts(null, DAY));
        run("StorageEngine.keepParts", "day", () -> engine.keepParts(TF, null));
        add("StorageEngine.undoCompaction", "timeframe", () -> engine.undoCompaction(null, DAY, NOW));
        add("StorageEngine.undoCompaction", "day", () -> engine.undoCompaction(TF, null, NOW));
        add("StorageEngine.undoCompaction", "grace", () -> engine.undoCompaction(TF, DAY, null));
        add("StorageEngine.undoCompaction", "grace", () -> engine.undoCompaction(TF, DAY, Duration.ofMillis(-1)));
        add("StorageEngine.planCompaction", "timeframe", () -> engine.planCompaction(null, DAY));
        add("StorageEngine.planCompaction", "day", () -> engine.planCompaction(TF, null));
        add("StorageEngine.retire", "grace", () -> engine.retire(null));
        add("StorageEngine.retire", "grace", () -> engine.retire(null, (timeframe, day) -> true));
        add("StorageEngine.retire", "keptToo", () -> engine.retire(NOW, null));
        add("StorageEngine.importCandles", "candles", () -> engine.importCandles(null));
        add(
                "StorageEngine.importCandles",
                "candle",
                () -> engine.importCandles(
                        Collections.<Candle>singletonList(null).iterator()));
        ImportDefaults none = new ImportDefaults(null, null, null);
        BiConsumer<Long, String> refused = (row, why) -> {};
        Path file = root.resolve("none.parquet");
        add("StorageEngine.importParquet", "file", () -> engine.importParquet(null, none, refused));
        add("StorageEngine.importParquet", "defaults", () -> engine.importParquet(file, null, refused));
        add("StorageEngine.importParquet", "refused", () -> engine.importParquet(file, none, null));
        add("StorageEngine.beginImport", "listener", () -> engine.beginImport(null));
        CandleImport history = engine.beginImport(ImportListener.NONE);
        run("CandleImport.add", "candle", () -> history.add(null));
        run("CandleImport.addParquet", "file", () -> history.addParquet(null, none, refused));
        run("CandleImport.addParquet", "defaults", () -> history.addParquet(file, null, refused));
        run("CandleImport.addParquet", "refused", () -> history.addParquet(file, none, null));
        add("CandleImport.parquetRows", "file", () -> CandleImport.parquetRows(null, none));
        add("CandleImport.parquetRows", "defaults", () -> CandleImport.parquetRows(file, null));
        add("StoragePlans.of", "root", () -> StoragePlans.of(null));
        add("StoragePlans.compaction", "day", () -> StoragePlans.of(root).compaction(TF, null));
    }

    private void ofQueries(String type, StoreQueries store) {
        for (String each : List.of(type, "StoreQueries")) {
            add(each + ".viewport", "query", () -> store.viewport(null));
            add(each + ".viewports", "queries", () -> store.viewports(null));
            add(each + ".viewports", "query", () -> store.viewports(Collections.singletonList(null)));
            add(each + ".latest", "timeframe", () -> store.latest(null));
            add(each + ".latest", "timeframe", () -> store.latest(null, Instant.EPOCH));
            add(each + ".bounds", "timeframe", () -> store.bounds(null));
            add(each + ".bounds", "timeframe", () -> store.bounds(null, "SPY"));
            add(each + ".bounds", "symbol", () -> store.bounds(TF, null));
            add(each + ".gaps", "symbol", () -> store.gaps(null, TF, DAY, DAY, CALENDAR));
            add(each + ".gaps", "timeframe", () -> store.gaps("SPY", null, DAY, DAY, CALENDAR));
            add(each + ".gaps", "calendar", () -> store.gaps("SPY", TF, DAY, DAY, null));
            run(each + ".gaps", "timeframe", () -> store.gaps(null, DAY, DAY, CALENDAR, gaps -> {}));
            run(each + ".gaps", "sessions", () -> store.gaps(TF, DAY, DAY, CALENDAR, (Consumer<SessionGaps>) null));
            add(each + ".changes", "query", () -> store.changes(null));
        }
    }

    private void ofObjects(ObjectEvents objects) {
        add("ObjectEvents.append", "event", () -> objects.append(null));
        add("ObjectEvents.history", "objectId", () -> objects.history(null));
        add("ObjectEvents.awaitVisible", "timeout", () -> objects.awaitVisible(1, null));
        add("ObjectEvents.awaitDurable", "timeout", () -> objects.awaitDurable(1, null));
        add("ObjectEvents.isCompacted", "day", () -> objects.isCompacted(null));
        add("ObjectEvents.planCompaction", "day", () -> objects.planCompaction(null));
        add("ObjectEvents.compact", "day", () -> objects.compact(null));
        run("ObjectEvents.keepParts", "day", () -> objects.keepParts(null));
        add("ObjectEvents.undoCompaction", "day", () -> objects.undoCompaction(null, NOW));
        add("ObjectEvents.undoCompaction", "grace", () -> objects.undoCompaction(DAY, null));
    }

    private void ofTheReader(StorageReader reader) {
        add("StorageReader.open", "root", () -> StorageReader.open(null));
        add("StorageReader.open", "root", () -> StorageReader.open(null, DamagePolicy.FAIL));
        add("StorageReader.open", "damagePolicy", () -> StorageReader.open(root, null));
        add("StorageReader.builder", "root", () -> StorageReader.builder(null));
        add("StorageReader.Builder.damagePolicy", "damagePolicy", () -> StorageReader.builder(root)
                .damagePolicy(null));
        add("StorageReader.Builder.ringFile", "ringFile", () -> StorageReader.builder(root)
                .ringFile(null));
        add("StorageReader.Builder.pollInterval", "pollInterval", () -> StorageReader.builder(root)
                .pollInterval(null));
        add("StorageReader.objectHistory", "objectId", () -> reader.objectHistory(null));
        add("StorageReader.sql", "query", () -> reader.sql(null));
        add("StorageReader.describe", "file", () -> StorageReader.describe(null));
        add("StorageReader.follow", "query", () -> reader.follow(null, LISTENER));
        add("StorageReader.follow", "listener", () -> reader.follow(FOLLOW, null));
        add("StorageVerifier.verify", "root", () -> StorageVerifier.verify(null));
        add("StorageVerifier.verify", "root", () -> StorageVerifier.verify(null, null));
        add("StorageVerifier.repair", "root", () -> StorageVerifier.repair(null));
        add("StorageVerifier.repair", "root", () -> StorageVerifier.repair(null, null));
        OutputStream out = new ByteArrayOutputStream();
        Viewport empty = new ViewportBuffer().toViewport();
        run("ArrowStreams.writeCandles", "viewport", () -> ArrowStreams.writeCandles(null, QUERY, out));
        run("ArrowStreams.writeCandles", "query", () -> ArrowStreams.writeCandles(empty, null, out));
        run("ArrowStreams.writeCandles", "out", () -> ArrowStreams.writeCandles(empty, QUERY, null));
        run("ArrowStreams.writeObjects", "viewport", () -> ArrowStreams.writeObjects(null, QUERY, out));
        run("ArrowStreams.writeObjects", "query", () -> ArrowStreams.writeObjects(empty, null, out));
        run("ArrowStreams.writeObjects", "out", () -> ArrowStreams.writeObjects(empty, QUERY, null));
    }

    private void ofConfigurations() {
        add("StorageConfig.builder", "root", () -> StorageConfig.builder(null));
        StorageConfig.Builder config = StorageConfig.builder(root);
        String builder = "StorageConfig.Builder.";
        add(builder + "market", "clock", () -> config.market(null));
        add(builder + "zone", "zone", () -> config.zone(null));
        add(builder + "roll", "roll", () -> config.roll(null));
        add(builder + "tradingHours", "tradingHours", () -> config.tradingHours(null));
        add(builder + "barIndexTimeframes", "timeframes", () -> config.barIndexTimeframes((Timeframe[]) null));
        add(builder + "barIndexTimeframes", "timeframes", () -> config.barIndexTimeframes(TF, null));
        add(builder + "ringFile", "ringFile", () -> config.ringFile(null));
        add(builder + "flushInterval", "flushInterval", () -> config.flushInterval(null));
        add(builder + "retireGrace", "retireGrace", () -> config.retireGrace(null));
        add(builder + "snapshotInterval", "snapshotInterval", () -> config.snapshotInterval(null));
        add(builder + "foreignCheckInterval", "foreignCheckInterval", () -> config.foreignCheckInterval(null));
        add(builder + "damagePolicy", "damagePolicy", () -> config.damagePolicy(null));
        add(builder + "writerIdle", "writerIdle", () -> config.writerIdle(null));
        add(builder + "listener", "listener", () -> config.listener(null));
        add(builder + "autoCompact", "autoCompact", () -> config.autoCompact(null));
    }

    private void ofTheModel() {
        add("ViewportQuery.of", "symbol", () -> ViewportQuery.of(null, TF));
        add("ViewportQuery.of", "timeframe", () -> ViewportQuery.of("SPY", null));
        add("ViewportQuery.resolve", "clock", () -> QUERY.resolve(null));
        ViewportQuery.Builder viewport = ViewportQuery.of("SPY", TF);
        add("ViewportQuery.Builder.between", "from", () -> viewport.between(null, Instant.EPOCH));
        add("ViewportQuery.Builder.between", "to", () -> viewport.between(Instant.parse("2025-10-22T00:00:00Z"), null));
        add("ViewportQuery.Builder.asOf", "time", () -> viewport.asOf(null));
        add(
                "ViewportQuery.Builder.objectTimeframes",
                "timeframes",
                () -> viewport.objectTimeframes((Timeframe[]) null));
        add("ViewportQuery.Builder.objectTimeframes", "timeframes", () -> viewport.objectTimeframes(TF, null));
        add("ViewportQuery.Builder.resampledFrom", "fine", () -> viewport.resampledFrom(null));
        add("ViewportQuery.Builder.source", "source", () -> viewport.source(null));
        add("FollowQuery.of", "symbol", () -> FollowQuery.of(null, TF));
        add("FollowQuery.of", "timeframe", () -> FollowQuery.of("SPY", null));
        add("FollowQuery.everySymbol", "timeframe", () -> FollowQuery.everySymbol(null));
        FollowQuery.Builder follow = FollowQuery.of("SPY", TF);
        add("FollowQuery.Builder.objectTimeframes", "timeframes", () -> follow.objectTimeframes((Timeframe[]) null));
        add("FollowQuery.Builder.objectTimeframes", "timeframes", () -> follow.objectTimeframes(TF, null));
        add("FollowQuery.Builder.after", "position", () -> follow.after((StorePosition) null));
        add("FollowQuery.Builder.after", "viewport", () -> follow.after((Viewport) null));
        Timeframe hour = Timeframe.parse("1h");
        add("Resampler.new", "fine", () -> new Resampler(null, hour, CALENDAR, CLOCK));
        add("Resampler.new", "coarse", () -> new Resampler(TF, null, CALENDAR, CLOCK));
        add("Resampler.new", "calendar", () -> new Resampler(TF, hour, null, CLOCK));
        add("Resampler.new", "clock", () -> new Resampler(TF, hour, CALENDAR, null));
        add("Resampler.resample", "fine", () -> new Resampler(TF, hour, CALENDAR, CLOCK).resample(null));
        add("TradingCalendar.sessionOf", "day", () -> CALENDAR.sessionOf(null));
        add("TradingCalendar.nextSession", "day", () -> CALENDAR.nextSession(null));
        add("TradingCalendar.sessions", "day", () -> CALENDAR.sessions(null, 1));
        add("TradingSession.new", "day", () -> new TradingSession(null, 0, 1));
        add("TradingSession.candles", "timeframe", () -> new TradingSession(DAY, 0, 1).candles(null));
        add("TradingHours.of", "clock", () -> TradingHours.of(null));
        add("TradingHours.parse", "trading_hours", () -> TradingHours.parse(null));
        add("MarketClock.new", "zone", () -> new MarketClock(null, LocalTime.MIDNIGHT));
        add("MarketClock.new", "roll", () -> new MarketClock(ZoneOffset.UTC, null));
        add("MarketClock.startMicros", "day", () -> CLOCK.startMicros(null));
        add("MarketClock.endMicros", "day", () -> CLOCK.endMicros(null));
        add("MarketClock.parse", "time", () -> CLOCK.parse(null));
        add("MarketClock.parseUpperBound", "time", () -> CLOCK.parseUpperBound(null));
        add("IsoTime.parse", "time", () -> IsoTime.parse(null));
        add("IsoTime.toMicros", "instant", () -> IsoTime.toMicros(null));
        run("IsoTime.format", "target", () -> IsoTime.format(0, null, 0));
        add("Symbols.requireValid", "symbol", () -> Symbols.requireValid(null));
        add("Timeframe.parse", "timeframe", () -> Timeframe.parse(null));
        add("Candle.new", "symbol", () -> new Candle(null, TF, 0, 1, 1, 1, 1, 1, 0));
        add("Candle.new", "timeframe", () -> new Candle("SPY", null, 0, 1, 1, 1, 1, 1, 0));
        add("ObjectEvent.of", "action", () -> ObjectEvent.of(null, "z").at(0).build());
        add("ObjectEvent.create", "object_id", () -> ObjectEvent.create(null, "zone", "SPY", TF)
                .at(0)
                .build());
        add("ObjectEvent.update", "object_id", () -> ObjectEvent.update(null)
                .at(0)
                .build());
        add("ObjectEvent.clear", "fields", () -> ObjectEvent.update("z").clear((ObjectEvent.Field[]) null));
        add("ObjectEvent.clear", "fields", () -> ObjectEvent.update("z").clear(ObjectEvent.Field.Y, null));
        add("ChartObject.created", "event", () -> ChartObject.created(null));
    }
}
