package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.model.ChartObject;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ObjectEvent.Action;
import dev.dayfile.model.ObjectEvent.Field;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random events against a plain model in memory, with flushes, compactions, retirements, undoings, reopenings and kills
 * between them. In the end the engine, the reader and a DuckDB that knows nothing of Dayfile give the same states, now and
 * at every instant.
 */
class ObjectModelTest {
    private static final Timeframe TF = Timeframe.parse("15m");
    private static final long T0 = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final long HOUR = 3_600_000_000L;
    private static final int STEPS = 400;

    @TempDir
    Path folder;

    private final List<ObjectEvent> log = new ArrayList<>();

    /** The model: one map a field, folded field by field, so that nothing is shared with the code that is tested. */
    private Map<String, Map<String, Object>> model(long asOf) {
        Map<String, Map<String, Object>> objects = new TreeMap<>();
        for (ObjectEvent e : log) {
            if (e.tsMicros() > asOf) {
                continue;
            }
            if (e.action() == Action.CLOSE) {
                objects.remove(e.objectId());
                continue;
            }
            Map<String, Object> fields = e.action() == Action.CREATE ? new HashMap<>() : objects.get(e.objectId());
            put(fields, "status", e.status());
            put(fields, "left", e.left());
            put(fields, "y", e.y());
            put(fields, "top", e.top());
            put(fields, "bottom", e.bottom());
            put(fields, "payload", e.payload());
            for (Field field : e.cleared()) {
                fields.remove(field.toString());
            }
            fields.put("seq", e.seq());
            objects.put(e.objectId(), fields);
        }
        return objects;
    }

    private static void put(Map<String, Object> fields, String name, Object value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static Map<String, Map<String, Object>> plain(List<ChartObject> objects) {
        Map<String, Map<String, Object>> plain = new TreeMap<>();
        for (ChartObject o : objects) {
            Map<String, Object> fields = new HashMap<>();
            put(fields, "status", o.status());
            put(fields, "left", o.left());
            put(fields, "y", o.y());
            put(fields, "top", o.top());
            put(fields, "bottom", o.bottom());
            put(fields, "payload", o.payload());
            fields.put("seq", o.seq());
            plain.put(o.id(), fields);
        }
        return plain;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 20251022, -7})
    void shouldAgreeWithTheModel(long seed) throws Exception {
        Random random = new Random(seed);
        Path root = folder.resolve("0");
        StorageEngine engine = open(root, random);
        int kills = 0;
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(40)) {
                case 0 -> engine.objects().awaitVisible(engine.objects().appendedSeq(), Duration.ofSeconds(10));
                case 1 -> {
                    engine.close();
                    if (random.nextBoolean()) {
                        Files.deleteIfExists(root.resolve("objects/current/objects.parquet"));
                    }
                    engine = open(root, random);
                }
                case 2 -> {
                    Path copy = folder.resolve(Integer.toString(++kills));
                    StorageEngine killed = engine;
                    Thread compacting = new Thread(() -> compactAll(killed));
                    if (random.nextBoolean()) {
                        compacting.start();
                    }
                    StoreCopy.of(root, copy);
                    compacting.join();
                    engine.close();
                    root = copy;
                    engine = open(root, random);
                }
                case 3 -> {
                    for (LocalDate day : engine.objects().daysWaiting()) {
                        if (random.nextBoolean()) {
                            engine.objects().compact(day);
                        }
                    }
                }
                case 4 -> engine.retire(Duration.ZERO);
                case 5 -> undo(engine, LocalDate.of(2025, 10, 22 + random.nextInt(4)));
                default -> append(engine, random);
            }
            if (step % 20 == 0) {
                assertThat(plain(engine.objects().current())).isEqualTo(model(Long.MAX_VALUE));
                long t = T0 + random.nextInt(80) * HOUR;
                assertThat(plain(engine.objects().asOf(t))).isEqualTo(model(t));
            }
        }
        Map<Long, Map<String, Map<String, Object>>> asOf = new TreeMap<>();
        for (ObjectEvent e : log) {
            asOf.computeIfAbsent(e.tsMicros(), this::model);
        }
        for (Map.Entry<Long, Map<String, Map<String, Object>>> instant : asOf.entrySet()) {
            assertThat(plain(engine.objects().asOf(instant.getKey()))).isEqualTo(instant.getValue());
        }
        List<ChartObject> current = engine.objects().current();
        assertThat(plain(current)).isEqualTo(model(Long.MAX_VALUE));
        engine.objects().awaitVisible(engine.objects().appendedSeq(), Duration.ofSeconds(10));
        try (StorageReader reader = StorageReader.open(root)) { // beside the engine, whose snapshot may lag
            assertThat(reader.objects()).isEqualTo(current);
            assertThat(DuckObjects.read(reader.sql("SELECT " + DuckObjects.COLUMNS + " FROM objects ORDER BY id")))
                    .isEqualTo(current);
        }
        engine.close();
        try (StorageReader reader = StorageReader.open(root)) {
            assertThat(reader.objects()).isEqualTo(current);
            assertThat(DuckObjects.read(reader.sql("SELECT " + DuckObjects.COLUMNS + " FROM objects ORDER BY id")))
                    .isEqualTo(current);
            ViewportQuery band = ViewportQuery.of("SPY", TF).priceBand(40, 60).build();
            assertThat(reader.viewport(band).objects())
                    .isEqualTo(current.stream().filter(band::wants).toList());
            for (long instant : asOf.keySet()) {
                assertThat(plain(reader.objectsAsOf(instant))).isEqualTo(asOf.get(instant));
            }
        }
        assertThat(StorageVerifier.verify(root).findings()).isEmpty();
        compareWithDuckDb(root, current, asOf);
    }

    private static void compactAll(StorageEngine engine) {
        engine.objects().daysWaiting().forEach(engine.objects()::compact);
    }

    private static void undo(StorageEngine engine, LocalDate day) {
        if (engine.objects().isCompacted(day)) {
            engine.objects().undoCompaction(day, Duration.ZERO);
        }
    }

    private static StorageEngine open(Path root, Random random) {
        return StorageEngine.open(StorageConfig.builder(root)
                .force(false)
                .flushInterval(Duration.ofMillis(1 + random.nextInt(20)))
                .snapshotInterval(Duration.ofMillis(10 + random.nextInt(100)))
                .objectHistoryBytes(random.nextBoolean() ? 0 : 1 << 24) // so that files answer too
                .build());
    }

    /** Appends a random event, mostly one that is accepted, and expects what the model says. */
    private void append(StorageEngine engine, Random random) {
        String id = "o" + random.nextInt(12);
        long ts = T0 + random.nextInt(80) * HOUR;
        boolean exists = model(Long.MAX_VALUE).containsKey(id);
        ObjectEvent.Builder event;
        int kind = random.nextInt(10);
        if (!exists || kind == 0) {
            event = ObjectEvent.create(id, "zone", "SPY", TF);
        } else if (kind == 1) {
            event = ObjectEvent.close(id);
        } else {
            event = ObjectEvent.update(id);
        }
        if (kind == 9) {
            event = ObjectEvent.update(id);
        }
        boolean close = kind == 1 && exists;
        boolean update = kind == 9 || exists && !close && kind != 0;
        if (!close) {
            if (random.nextBoolean()) {
                event.top(random.nextInt(100));
            } else if (update && random.nextBoolean()) {
                event.clear(Field.TOP);
            }
            if (random.nextBoolean()) {
                event.bottom(random.nextInt(100)).left(random.nextInt(1000));
            } else if (update && random.nextBoolean()) {
                event.clear(Field.BOTTOM, Field.LEFT);
            }
            if (random.nextInt(3) == 0) {
                event.payload("{\"n\": " + random.nextInt() + "}").status("s" + random.nextInt(5));
            } else if (update && random.nextInt(3) == 0) {
                event.clear(Field.PAYLOAD);
            }
        }
        if (random.nextInt(3) == 0) {
            event.step(random.nextInt(50));
        }
        boolean create = !close && !update;
        boolean accepted = create ? !exists : exists && ts >= createdAt(id);
        ObjectEvent built = event.at(ts).build();
        if (accepted) {
            long seq = engine.objects().append(built);
            assertThat(seq).isEqualTo(log.size() + 1);
            log.add(built.withSeq(seq));
        } else {
            assertThatThrownBy(() -> engine.objects().append(built)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    private long createdAt(String id) {
        long at = Long.MIN_VALUE;
        for (ObjectEvent e : log) {
            at = e.objectId().equals(id) && e.action() == Action.CREATE ? e.tsMicros() : at;
        }
        return at;
    }

    /** The macros are those that are shipped; the globs are those of any program. */
    private static void compareWithDuckDb(
            Path root, List<ChartObject> current, Map<Long, Map<String, Map<String, Object>>> asOf) throws Exception {
        try (DuckObjects duck = new DuckObjects()) {
            assertThat(duck.snapshot(root)).isEqualTo(current);
            assertThat(duck.all(root)).isEqualTo(current);
            for (Map.Entry<Long, Map<String, Map<String, Object>>> instant : asOf.entrySet()) {
                assertThat(plain(duck.asOf(root, instant.getKey()))).isEqualTo(instant.getValue());
            }
        }
    }
}
