package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.DamagePolicy;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ObjectEvent.Field;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chart objects through the engine, the reader and the verifier, as an embedder uses them. */
class ObjectEventsTest {
    private static final Timeframe TF = Timeframe.parse("15m");
    private static final long T0 = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final long MINUTE = 60_000_000L;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path root;

    private StorageEngine open() {
        return StorageEngine.open(StorageConfig.builder(root)
                .flushInterval(Duration.ofMillis(5))
                .snapshotInterval(Duration.ofMillis(20))
                .build());
    }

    private static ObjectEvent.Builder zone(String id, double top, double bottom, long at) {
        return ObjectEvent.create(id, "zone", "SPY", TF).band(top, bottom).at(at);
    }

    private static ViewportQuery.Builder query(long from, long to) {
        return ViewportQuery.of("SPY", TF).between(from, to);
    }

    private static List<String> ids(List<ChartObject> objects) {
        return objects.stream().map(ChartObject::id).toList();
    }

    @Test
    void shouldShowAnObjectAtOnceInTheEngineAndToAnyReaderOnceVisible() throws Exception {
        try (StorageEngine engine = open()) {
            long seq = engine.objects()
                    .append(zone("z1", 672, 671, T0)
                            .payload(" {\"a\": [1.50, \"é\"]} ")
                            .build());
            assertThat(ids(engine.viewport(query(T0, T0).build()).objects())).containsExactly("z1");
            assertThat(engine.objects().awaitDurable(seq, PATIENCE)).isTrue();
            try (StorageReader reader = StorageReader.open(root)) {
                Viewport viewport = reader.viewport(query(T0, T0).build());
                assertThat(viewport.candles().size()).isZero();
                assertThat(viewport.objects()).isEqualTo(engine.objects().current());
                assertThat(viewport.objects().get(0).payload()).isEqualTo(" {\"a\": [1.50, \"é\"]} ");
            }
        }
    }

    @Test
    void shouldChangeOnlyWhatAnUpdateNamesAndClearWhatItSaysSo() {
        try (StorageEngine engine = open()) {
            ObjectEvents objects = engine.objects();
            objects.append(zone("z1", 672, 671, T0)
                    .span(T0, T0 + MINUTE)
                    .left(7)
                    .step(1)
                    .build());
            objects.append(ObjectEvent.update("z1")
                    .status("tested")
                    .top(673)
                    .clear(Field.T_END, Field.LEFT)
                    .step(2)
                    .at(T0 + MINUTE)
                    .build());
            assertThat(objects.current())
                    .containsExactly(new ChartObject(
                            "z1",
                            "zone",
                            "SPY",
                            TF,
                            "tested",
                            null,
                            T0,
                            null,
                            null,
                            673.0,
                            671.0,
                            null,
                            2,
                            T0,
                            T0 + MINUTE,
                            1L,
                            2L));
        }
    }

    @Test
    void shouldRefuseWhatHasNoMeaningAndStoreNothingOfIt() {
        try (StorageEngine engine = open()) {
            ObjectEvents objects = engine.objects();
            objects.append(zone("z1", 672, 671, T0).span(T0, null).build());
            assertRefused(objects, zone("z1", 1, 2, T0).build(), "there already", "object_id=z1");
            assertRefused(objects, ObjectEvent.update("no").at(T0).build(), "no object of this id", "object_id=no");
            assertRefused(objects, ObjectEvent.close("no").at(T0).build(), "no object of this id");
            assertRefused(objects, ObjectEvent.update("z1").symbol("QQQ").at(T0).build(), "symbol never changes");
            assertRefused(objects, ObjectEvent.update("z1").type("level").at(T0).build(), "type never changes");
            assertRefused(objects, ObjectEvent.update("z1").at(T0 - 1).build(), "before it was created");
            assertRefused(objects, ObjectEvent.update("z1").until(T0 - 1).at(T0).build(), "span would end");
            String payload = "\"" + "x".repeat(2000) + "\"";
            assertRefused(
                    objects,
                    ObjectEvent.update("z1").payload(payload).at(T0).build(),
                    "does not fit",
                    "payload bytes=2002");
            objects.append(ObjectEvent.close("z1").at(T0 + 1).build());
            assertRefused(objects, ObjectEvent.update("z1").at(T0 + 2).build(), "or it was removed");
            assertRefused(objects, ObjectEvent.close("z1").at(T0 + 2).build(), "or it was removed");
            assertThat(objects.appendedSeq()).isEqualTo(2);
            assertThat(objects.history("z1")).hasSize(2);
        }
    }

    private static void assertRefused(ObjectEvents objects, ObjectEvent event, String... says) {
        assertThatThrownBy(() -> objects.append(event))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(says);
    }

    @Test
    void shouldBeginAnewWhenAnIdIsUsedAgainAfterRemoval() {
        try (StorageEngine engine = open()) {
            ObjectEvents objects = engine.objects();
            objects.append(zone("z1", 672, 671, T0).payload("1").build());
            objects.append(ObjectEvent.close("z1").at(T0 + MINUTE).build());
            objects.append(ObjectEvent.create("z1", "level", "SPY", TF)
                    .level(5)
                    .at(T0 + 2 * MINUTE)
                    .build());
            ChartObject now = objects.current().get(0);
            assertThat(now.type()).isEqualTo("level");
            assertThat(now.payload()).isNull();
            assertThat(now.createdTsMicros()).isEqualTo(T0 + 2 * MINUTE);
            assertThat(objects.asOf(T0 + MINUTE)).isEmpty();
            assertThat(objects.asOf(T0).get(0).top()).isEqualTo(672);
        }
    }

    @Test
    void shouldCountEventsInTheOrderOfTheirSequencesAndNeverLookAhead() {
        try (StorageEngine engine = open()) {
            ObjectEvents objects = engine.objects();
            objects.append(zone("z1", 672, 671, T0).build());
            objects.append(
                    ObjectEvent.update("z1").top(680).at(T0 + 10 * MINUTE).build());
            // It comes late: it wins over the update before it, and at its own time that update is not known.
            objects.append(ObjectEvent.update("z1")
                    .bottom(670)
                    .top(675)
                    .at(T0 + 5 * MINUTE)
                    .build());
            assertThat(objects.current().get(0).top()).isEqualTo(675);
            assertThat(objects.asOf(T0 + 5 * MINUTE).get(0).top()).isEqualTo(675);
            assertThat(objects.asOf(T0 + 5 * MINUTE - 1).get(0).top()).isEqualTo(672);
            objects.append(
                    ObjectEvent.update("z1").status("late").at(T0 + MINUTE).build());
            assertThat(objects.asOf(T0 + 2 * MINUTE).get(0).top()).isEqualTo(672);
            assertThat(objects.asOf(T0 + 2 * MINUTE).get(0).status()).isEqualTo("late");
        }
    }

    @Test
    void shouldChooseByTimePriceSymbolAndTimeframe() {
        try (StorageEngine engine = open()) {
            ObjectEvents objects = engine.objects();
            objects.append(
                    zone("upside-down", 671, 672, T0).span(T0, T0 + MINUTE).build());
            objects.append(ObjectEvent.create("level", "level", "SPY", TF)
                    .level(700)
                    .at(T0)
                    .build());
            objects.append(ObjectEvent.create("other", "zone", "QQQ", TF)
                    .band(671, 672)
                    .at(T0)
                    .build());
            objects.append(ObjectEvent.create("fine", "zone", "SPY", Timeframe.parse("2m"))
                    .band(671, 672)
                    .at(T0)
                    .build());
            assertThat(ids(engine.viewport(query(T0, T0).build()).objects())).containsExactly("level", "upside-down");
            assertThat(ids(engine.viewport(query(T0 + MINUTE, T0 + 9 * MINUTE).build())
                            .objects()))
                    .containsExactly("level", "upside-down");
            assertThat(ids(engine.viewport(
                                    query(T0 + MINUTE + 1, T0 + 9 * MINUTE).build())
                            .objects()))
                    .containsExactly("level");
            assertThat(ids(engine.viewport(query(T0, T0).priceBand(671.5, 600).build())
                            .objects()))
                    .containsExactly("upside-down");
            assertThat(ids(engine.viewport(query(T0, T0).priceBand(700, 700).build())
                            .objects()))
                    .containsExactly("level");
            ViewportQuery fine = ViewportQuery.of("SPY", Timeframe.parse("2m"))
                    .objectTimeframes(TF, Timeframe.parse("2m"))
                    .build();
            assertThat(ids(engine.viewport(fine).objects())).containsExactly("fine", "level", "upside-down");
        }
    }

    @Test
    void shouldTellWhatChangedSinceASequence() {
        try (StorageEngine engine = open()) {
            ObjectEvents objects = engine.objects();
            objects.append(zone("a", 2, 1, T0).build());
            long known = objects.append(zone("b", 2, 1, T0).build());
            objects.append(ObjectEvent.close("a").at(T0 + 1).build());
            objects.append(zone("c", 2, 1, T0).build());
            assertThat(objects.changedSince(known))
                    .extracting(ChartObject::id, ChartObject::status)
                    .containsExactly(tuple("a", "removed"), tuple("c", "active"));
            assertThat(objects.changedSince(objects.appendedSeq())).isEmpty();
        }
        try (StorageEngine engine = open()) {
            assertThat(ids(engine.objects().changedSince(2))).containsExactly("a", "c");
            assertThat(ids(engine.objects().changedSince(0))).containsExactly("a", "b", "c");
        }
    }

    @Test
    void shouldRouteEachEventOfAFlushByItsOwnDayInTheMarketsZone() throws IOException {
        long evening = IsoTime.parse("2025-10-23T00:30:00Z"); // 20:30 of the 22nd in New York
        try (StorageEngine engine = open()) {
            engine.objects().append(zone("a", 2, 1, evening).build());
            engine.objects().append(zone("b", 2, 1, evening + 24 * 60 * MINUTE).build());
            engine.objects().append(ObjectEvent.update("a").top(3).at(evening).build());
        }
        StoreLayout layout = new StoreLayout(root);
        assertThat(files(layout.objectTimeline().resolve("2025-10/2025-10-22"))).isNotEmpty();
        assertThat(files(layout.objectTimeline().resolve("2025-10/2025-10-23"))).isNotEmpty();
        assertThat(StorageVerifier.verify(root).findings()).isEmpty();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Test
    void shouldLoseNothingWithTheSnapshotAndRebuildItByteForByte() throws IOException {
        Path snapshot = new StoreLayout(root).objectSnapshot();
        List<ChartObject> before;
        try (StorageEngine engine = open()) {
            for (int i = 0; i < 50; i++) {
                engine.objects().append(zone("z" + i, i + 1, i, T0 + i).build());
            }
            engine.objects().append(ObjectEvent.close("z7").at(T0 + 100).build());
            before = engine.objects().current();
        }
        byte[] written = Files.readAllBytes(snapshot);
        Files.delete(snapshot);
        try (StorageEngine engine = open()) {
            assertThat(engine.objects().current()).isEqualTo(before).hasSize(49);
            assertThat(engine.objects().rebuild()).isEqualTo(49);
            assertThat(Files.readAllBytes(snapshot)).isEqualTo(written);
        }
    }

    @Test
    void shouldNotBelieveASnapshotThatIsTornOlderOrNewer() throws IOException {
        Path snapshot = new StoreLayout(root).objectSnapshot();
        byte[] older;
        byte[] newest;
        List<ChartObject> current;
        try (StorageEngine engine = open()) {
            engine.objects().append(zone("a", 2, 1, T0).build());
        }
        older = Files.readAllBytes(snapshot);
        try (StorageEngine engine = open()) {
            engine.objects().append(zone("b", 2, 1, T0).build());
            engine.objects().append(ObjectEvent.close("a").at(T0).build());
            current = engine.objects().current();
        }
        newest = Files.readAllBytes(snapshot);
        byte[] torn = Arrays.copyOf(newest, newest.length - 10);
        byte[] flipped = newest.clone();
        flipped[newest.length / 3] ^= 4;
        for (byte[] content : List.of(older, torn, flipped, new byte[0])) {
            Files.write(snapshot, content);
            try (StorageEngine engine = open()) {
                assertThat(engine.objects().current()).isEqualTo(current);
            }
            assertThat(Files.readAllBytes(snapshot)).isEqualTo(newest);
        }
        Files.write(snapshot, flipped);
        assertThat(StorageVerifier.verify(root).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.file()).isEqualTo(snapshot));
        StorageVerifier.repair(root);
        assertThat(Files.readAllBytes(snapshot)).isEqualTo(newest);
        assertThat(StorageVerifier.verify(root).findings()).isEmpty();
        // newer than the timeline: its events are gone
        try (Stream<Path> parts = Files.walk(new StoreLayout(root).objectTimeline())) {
            for (Path part : parts.filter(Files::isRegularFile).toList()) {
                Files.delete(part);
            }
        }
        assertThat(StorageVerifier.verify(root).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).contains("has not"));
        try (StorageEngine engine = open()) {
            assertThat(engine.objects().current()).isEmpty();
            assertThat(engine.objects().append(zone("a", 2, 1, T0).build())).isEqualTo(4);
        }
    }

    @Test
    void shouldOpenBesideADamagedPartSaySoAndQuarantineIt() throws IOException {
        try (StorageEngine engine = open()) {
            long seq = engine.objects().append(zone("a", 2, 1, T0).build());
            engine.objects().awaitVisible(seq, PATIENCE);
            engine.objects().append(zone("b", 2, 1, T0 + 24 * 60 * MINUTE).build());
        }
        Path part = files(new StoreLayout(root).objectTimeline().resolve("2025-10/2025-10-22"))
                .get(0);
        byte[] bytes = Files.readAllBytes(part);
        bytes[40] ^= 1;
        Files.write(part, bytes);
        try (StorageEngine engine = open()) {
            assertThat(ids(engine.objects().current())).containsExactly("a", "b"); // from the snapshot
            assertThat(engine.stats().lastError()).contains(part.toString());
            assertThatThrownBy(() -> engine.objects().history("a")).hasMessageContaining(part.toString());
        }
        try (StorageReader reader = StorageReader.open(root, DamagePolicy.LEAVE_OUT)) {
            assertThat(reader.viewport(query(T0, T0).build()).leftOut()).containsExactly(part);
        }
        assertThat(StorageVerifier.verify(root).clean()).isFalse();
        StorageVerifier.repair(root);
        assertThat(part).doesNotExist();
        assertThat(StorageVerifier.verify(root).findings()).isEmpty();
        try (StorageEngine engine = open()) {
            assertThat(ids(engine.objects().current())).containsExactly("b");
        }
    }

    @Test
    void shouldSaveTheReadableEventsOfADamagedRing() throws IOException {
        Path copy = root.resolveSibling(root.getFileName() + "-killed");
        try (StorageEngine engine = StorageEngine.open(
                StorageConfig.builder(root).flushInterval(Duration.ofMinutes(1)).build())) {
            for (int i = 0; i < 5; i++) {
                engine.objects().append(zone("z" + i, 2, 1, T0).build());
            }
            StoreCopy.of(root, copy);
        }
        Path ring = new StoreLayout(copy).eventRing();
        byte[] bytes = Files.readAllBytes(ring);
        bytes[4096 + 3 * 1024 + 100] ^= 1; // the slot of sequence 3
        Files.write(ring, bytes);
        assertThatThrownBy(() -> StorageEngine.open(StorageConfig.builder(copy).build()))
                .hasMessageContaining("seq=3");
        assertThat(StorageVerifier.repair(copy).findings())
                .anySatisfy(finding -> assertThat(finding.remedy()).contains("4 readable events"));
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(copy).build())) {
            assertThat(ids(engine.objects().current())).containsExactly("z0", "z1", "z3", "z4");
            assertThat(engine.objects().append(zone("z2", 2, 1, T0).build())).isEqualTo(6);
        }
        StoreCopy.delete(copy);
    }

    @Test
    void shouldShowInSqlWhatTheSnapshotDoesNotKnowYet() throws Exception {
        try (StorageEngine engine = open()) {
            engine.objects().append(zone("a", 2, 1, T0).left(3).step(1).build());
            engine.objects().append(zone("b", 2, 1, T0).build());
            engine.objects().append(zone("gone", 2, 1, T0).build());
        }
        try (StorageEngine engine = StorageEngine.open(StorageConfig.builder(root)
                .flushInterval(Duration.ofMillis(1))
                .snapshotInterval(Duration.ofHours(1))
                .build())) {
            ObjectEvents objects = engine.objects();
            objects.append(ObjectEvent.update("a")
                    .clear(Field.LEFT)
                    .status("tested")
                    .step(2)
                    .at(T0 + 1)
                    .build());
            objects.append(ObjectEvent.close("gone").at(T0 + 1).build());
            objects.append(ObjectEvent.close("b").at(T0 + 1).build());
            objects.append(zone("b", 9, 8, T0 + 2).build());
            long seq = objects.append(zone("new", 4, 3, T0 + 2).build());
            objects.awaitVisible(seq, PATIENCE);
            try (StorageReader reader = StorageReader.open(root);
                    ResultSet rows = reader.sql("SELECT id, status, \"left\", top, seq, created_ts, updated_ts,"
                            + " created_step, updated_step FROM objects ORDER BY id")) {
                for (ChartObject o : objects.current()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString(1)).isEqualTo(o.id());
                    assertThat(rows.getString(2)).isEqualTo(o.status());
                    assertThat(rows.getObject(3)).isEqualTo(o.left());
                    assertThat(rows.getObject(4)).isEqualTo(o.top());
                    assertThat(rows.getLong(5)).isEqualTo(o.seq());
                    assertThat(IsoTime.parse(rows.getString(6))).isEqualTo(o.createdTsMicros());
                    assertThat(IsoTime.parse(rows.getString(7))).isEqualTo(o.updatedTsMicros());
                    assertThat(rows.getObject(8)).isEqualTo(o.createdStep());
                    assertThat(rows.getObject(9)).isEqualTo(o.updatedStep());
                }
                assertThat(rows.next()).isFalse();
                assertThat(reader.objects()).isEqualTo(objects.current());
            }
        }
    }

    @Test
    void shouldShowObjectsAndEventsAsSqlViews() throws Exception {
        try (StorageEngine engine = open()) {
            engine.objects().append(zone("a", 2, 1, T0).left(3).build());
            engine.objects()
                    .append(ObjectEvent.update("a")
                            .clear(Field.TOP, Field.LEFT)
                            .at(T0)
                            .build());
        }
        try (StorageReader reader = StorageReader.open(root);
                ResultSet object = reader.sql("SELECT id, top, bottom, seq, created_ts FROM objects");
                ResultSet events =
                        reader.sql("SELECT seq, action, cleared, epoch_us(ts_utc) FROM object_events ORDER BY seq")) {
            assertThat(object.next()).isTrue();
            assertThat(object.getString(1)).isEqualTo("a");
            assertThat(object.getObject(2)).isNull();
            assertThat(object.getDouble(3)).isEqualTo(1);
            assertThat(object.getLong(4)).isEqualTo(2);
            assertThat(object.getString(5)).isEqualTo(IsoTime.format(T0));
            assertThat(events.next() && events.next()).isTrue();
            assertThat(events.getString(2)).isEqualTo("update");
            assertThat(events.getString(3)).isEqualTo("left,top");
            assertThat(events.getLong(4)).isEqualTo(T0);
        }
    }
}
