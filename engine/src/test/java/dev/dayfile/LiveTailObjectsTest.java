package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.ChartObject;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ObjectEvent.Field;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects with the live tail: a snapshot, a dayfile, parts and the ring add up to what the engine itself says. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LiveTailObjectsTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final Timeframe TF15 = Timeframe.parse("15m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final long SECOND = 1_000_000L;
    private static final int IDS = 40;

    @TempDir
    Path root;

    private long nowMicros = OPEN;

    private StorageEngine engine(Duration flushInterval) {
        return StorageEngine.open(StorageConfig.builder(root)
                .flushInterval(flushInterval)
                .snapshotInterval(Duration.ofHours(1)) // when it is closed, then
                .force(false)
                .build());
    }

    /** Creates, changes, clears and removes; some events come late. */
    private void append(StorageEngine engine, Random random, int count) {
        for (int i = 0; i < count; i++) {
            nowMicros += random.nextInt(3) * SECOND;
            String id = "z" + random.nextInt(IDS);
            ChartObject known = engine.objects().current().stream()
                    .filter(object -> object.id().equals(id))
                    .findAny()
                    .orElse(null);
            long ts = random.nextInt(10) == 0 ? nowMicros - random.nextInt(900) * SECOND : nowMicros;
            ObjectEvent.Builder event;
            if (known == null) {
                event = ObjectEvent.create(id, "zone", "SPY", random.nextBoolean() ? TF : TF15);
            } else {
                ts = Math.max(ts, known.createdTsMicros());
                event = random.nextInt(6) == 0 ? ObjectEvent.close(id) : ObjectEvent.update(id);
            }
            if (event.at(ts).build().action() != ObjectEvent.Action.CLOSE) {
                event.band(random.nextInt(100), random.nextInt(100));
                if (random.nextInt(3) == 0) {
                    event.from(ts).payload("{\"n\": " + i + "}").step((long) i);
                }
                if (known != null && random.nextInt(3) == 0) {
                    event.clear(Field.LEFT);
                } else {
                    event.left(random.nextInt(9));
                }
            }
            engine.objects().append(event.build());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void shouldShowWhatTheEngineShows(long seed) {
        Random random = new Random(seed);
        try (StorageReader before = StorageReader.builder(root).liveTail(true).open()) {
            try (StorageEngine engine = engine(Duration.ofMillis(1))) {
                append(engine, random, 150);
                engine.objects().awaitVisible(150, Duration.ofSeconds(30));
                engine.objects().compact(DAY);
                engine.retire(Duration.ZERO);
                append(engine, random, 50);
                assertSame(before, engine, seed);
            }
            assertThat(root.resolve("objects/current/objects.parquet")).exists();
            try (StorageEngine engine = engine(Duration.ofSeconds(60));
                    StorageReader after =
                            StorageReader.builder(root).liveTail(true).open();
                    StorageReader plain = StorageReader.open(root)) {
                for (int round = 0; round < 3; round++) {
                    append(engine, random, 30);
                    assertSame(before, engine, seed);
                    assertSame(after, engine, seed);
                }
                assertThat(plain.objects()).as("in files").isNotEqualTo(after.objects());
                assertThat(plain.objectHistory("z1").size())
                        .isLessThanOrEqualTo(after.objectHistory("z1").size());
            }
            try (StorageEngine engine = engine(Duration.ofSeconds(60))) {
                append(engine, random, 10);
                assertSame(before, engine, seed); // a newer snapshot, another engine, the same ring
            }
        }
    }

    private void assertSame(StorageReader reader, StorageEngine engine, long seed) {
        ObjectEvents objects = engine.objects();
        assertThat(reader.objects()).as("seed %d", seed).isEqualTo(objects.current());
        for (long at = OPEN - SECOND; at <= nowMicros + SECOND; at += 17 * SECOND) {
            assertThat(reader.objectsAsOf(at)).as("seed %d, as of %d", seed, at).isEqualTo(objects.asOf(at));
            ViewportQuery then =
                    ViewportQuery.of("SPY", TF).asOf(at).priceBand(30, 60).build();
            assertThat(reader.viewport(then).objects())
                    .as("seed %d, %s", seed, then)
                    .isEqualTo(engine.viewport(then).objects());
        }
        for (int id = 0; id < IDS; id++) {
            assertThat(reader.objectHistory("z" + id)).as("seed %d", seed).isEqualTo(objects.history("z" + id));
        }
        for (long seq = 0; seq <= objects.appendedSeq(); seq += 7) {
            assertThat(reader.objectsChangedSince(seq))
                    .as("seed %d, since %d", seed, seq)
                    .isEqualTo(objects.changedSince(seq));
        }
        for (double low = 0; low < 100; low += 20) {
            ViewportQuery band = ViewportQuery.of("SPY", TF)
                    .objectTimeframes(TF, TF15)
                    .priceBand(low, low + 10)
                    .build();
            Viewport shown = reader.viewport(band);
            assertThat(shown.objects())
                    .as("seed %d, %s", seed, band)
                    .isEqualTo(engine.viewport(band).objects());
            assertThat(shown.position()).isEqualTo(new StorePosition(0, objects.appendedSeq()));
        }
        assertSameBySql(reader, objects, seed);
    }

    private static void assertSameBySql(StorageReader reader, ObjectEvents objects, long seed) {
        List<String> expected = IntStream.range(0, IDS)
                .mapToObj(id -> objects.history("z" + id))
                .flatMap(List::stream)
                .sorted(Comparator.comparingLong(ObjectEvent::seq))
                .map(LiveTailObjectsTest::text)
                .toList();
        List<String> events = new ArrayList<>();
        try (ResultSet row = reader.sql(
                "SELECT seq, ts, epoch_us(ts_utc), action, object_id, type, symbol, timeframe,"
                        + " status, \"left\", epoch_us(t_start), y, top, bottom, payload, cleared FROM object_events ORDER BY seq")) {
            while (row.next()) {
                List<Object> values = new ArrayList<>();
                for (int column = 1; column <= 16; column++) {
                    values.add(row.getObject(column));
                }
                events.add(values.toString());
            }
            assertThat(events).as("seed %d", seed).isEqualTo(expected);
            assertThat(DuckObjects.read(reader.sql("SELECT " + DuckObjects.COLUMNS + " FROM objects ORDER BY id")))
                    .as("seed %d", seed)
                    .isEqualTo(objects.current());
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static String text(ObjectEvent e) {
        return Arrays.asList(
                        e.seq(),
                        IsoTime.format(e.tsMicros()),
                        e.tsMicros(),
                        e.action(),
                        e.objectId(),
                        e.type(),
                        e.symbol(),
                        e.timeframe(),
                        e.status(),
                        e.left(),
                        e.tStartMicros(),
                        e.y(),
                        e.top(),
                        e.bottom(),
                        e.payload(),
                        e.cleared().isEmpty()
                                ? null
                                : e.cleared().stream().map(Field::toString).collect(Collectors.joining(",")))
                .toString();
    }
}
