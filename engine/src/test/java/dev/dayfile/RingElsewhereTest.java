package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.model.CandleSeries;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ring that is kept outside of the store is found by everybody who opens the store, and there is never a second one. */
class RingElsewhereTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final long T0 = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final ViewportQuery QUERY =
            ViewportQuery.of("SPY", TF).last(100).build();

    @TempDir
    Path folder;

    private Path root;
    private Path ring;

    @BeforeEach
    void appendWithARingElsewhere() {
        root = folder.resolve("store");
        ring = folder.resolve("my-bot.ring");
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).ringFile(ring).build())) {
            append(engine, 0);
        }
    }

    private static long append(StorageEngine engine, int i) {
        return engine.candles("SPY", TF).append(T0 + i * TF.micros(), 1, 2, 0.5, 1, 1);
    }

    private Path inStore() {
        return root.resolve(".dayfile/candles.ring");
    }

    @Test
    void shouldBeFoundByAnEngineThatIsNotTold() {
        long first;
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            first = append(engine, 1);
        }
        assertThat(inStore()).doesNotExist();
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).ringFile(ring).build())) {
            assertThat(append(engine, 2)).isGreaterThan(first);
        }
    }

    @Test
    void shouldBeFoundByReadersAndTheVerifierThatAreNotTold() throws IOException {
        StorageConfig slow =
                StorageConfig.builder(root).flushInterval(Duration.ofMinutes(1)).build();
        try (StorageEngine engine = StorageEngine.open(slow);
                StorageReader reader =
                        StorageReader.builder(root).liveTail(true).open()) {
            append(engine, 1);
            CandleSeries candles = reader.viewport(QUERY).candles();
            assertThat(candles.size()).as("one of them is in the ring alone").isEqualTo(2);
        }
        assertThat(StorageVerifier.verify(root).clean()).isTrue();
        byte[] bytes = Files.readAllBytes(ring);
        bytes[0] ^= 1;
        Files.write(ring, bytes);
        assertThat(StorageVerifier.verify(root).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.file()).isEqualTo(ring));
        assertThat(StorageVerifier.repair(root).findings()).hasSize(1);
        assertThat(StorageVerifier.verify(root).clean()).isTrue();
    }

    @Test
    void shouldComeBackWhenAPlaceInTheStoreIsNamedAndGoOnBehindEverySequence() {
        long last = 0;
        for (Path place : new Path[] {inStore(), ring, inStore(), null}) {
            StorageConfig.Builder config = StorageConfig.builder(root);
            try (StorageEngine engine = StorageEngine.open(
                    place == null ? config.build() : config.ringFile(place).build())) {
                long seq = append(engine, 1);
                assertThat(seq).as("%s", place).isGreaterThan(last);
                last = seq;
            }
        }
        assertThat(inStore()).exists();
    }

    @Test
    void shouldRefuseAnotherPlaceWhileTheRingBeforeIsDamaged() throws IOException {
        byte[] bytes = Files.readAllBytes(ring);
        bytes[0] ^= 1;
        Files.write(ring, bytes);
        StorageConfig elsewhere = StorageConfig.builder(root)
                .ringFile(folder.resolve("other.ring"))
                .build();
        assertThatThrownBy(() -> StorageEngine.open(elsewhere).close())
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(ring.toString())
                .hasMessageContaining("verify --repair");
        assertThat(elsewhere.ringFile()).doesNotExist();
        assertThat(StorageVerifier.repair(root).findings()).hasSize(1);
        try (StorageEngine engine = StorageEngine.open(elsewhere)) {
            append(engine, 1);
            assertThat(engine.viewport(QUERY).candles().size()).isEqualTo(2);
        }
    }

    @Test
    void shouldNotNoteAPlaceWhereNoRingCanBe() throws IOException {
        Path notAFolder = Files.writeString(folder.resolve("file"), "no folder");
        StorageConfig nowhere = StorageConfig.builder(root)
                .ringFile(notAFolder.resolve("x.ring"))
                .build();
        assertThatThrownBy(() -> StorageEngine.open(nowhere).close())
                .isInstanceOf(StorageException.class)
                .hasMessageContaining(notAFolder.toString());
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            append(engine, 1);
            assertThat(engine.viewport(QUERY).candles().size()).isEqualTo(2);
        }
        assertThat(inStore()).doesNotExist();
    }

    @Test
    void shouldGoOnElsewhereWhereTheRingBeforeIsGone() throws IOException {
        Files.delete(ring); // as of a memory-backed place after a reboot
        try (StorageEngine engine = StorageEngine.open(StorageConfig.builder(root)
                .ringFile(folder.resolve("other.ring"))
                .build())) {
            append(engine, 1);
            assertThat(engine.viewport(QUERY).candles().size()).isEqualTo(2);
        }
    }

    @Test
    void shouldNotBeTakenByACopyOfTheStore() throws IOException {
        Path copy = folder.resolve("copy");
        StoreCopy.of(root, copy);
        try (StorageEngine original = StorageEngine.open(
                        StorageConfig.builder(root).ringFile(ring).build());
                StorageEngine copied =
                        StorageEngine.open(StorageConfig.builder(copy).build())) {
            append(original, 1);
            append(copied, 2);
            assertThat(copied.viewport(QUERY).candles().size()).isEqualTo(2);
            assertThat(original.viewport(QUERY).candles().size()).isEqualTo(2);
        }
        assertThat(copy.resolve(".dayfile/candles.ring")).exists();
    }

    @Test
    void shouldNoticeEveryFlippedByteOfTheNote() throws IOException {
        byte[] whole = Files.readAllBytes(note());
        for (int at = 0; at < whole.length; at++) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            Files.write(note(), flipped);
            assertThat(StorageVerifier.verify(root).findings())
                    .as("byte %d of %s", at, new String(whole, StandardCharsets.UTF_8))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.file()).isEqualTo(note()));
        }
        assertThatThrownBy(() ->
                        StorageEngine.open(StorageConfig.builder(root).build()).close())
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(note().toString())
                .hasMessageContaining("verify --repair");
    }

    private Path note() {
        return root.resolve(".dayfile/candles.place");
    }

    @Test
    void shouldTakeTheRingInTheStoreUntilTheEngineIsToldOnceMoreWhenTheNoteIsRepaired() throws IOException {
        long last;
        try (StorageEngine engine = StorageEngine.open(
                StorageConfig.builder(root).ringFile(inStore()).build())) {
            append(engine, 1); // a ring is left behind there, closed
        }
        Path copy = folder.resolve("killed.ring");
        StorageConfig.Builder elsewhere = StorageConfig.builder(root).ringFile(ring);
        try (StorageEngine engine = StorageEngine.open(
                elsewhere.flushInterval(Duration.ofMinutes(1)).build())) {
            last = append(engine, 2);
            Files.copy(ring, copy);
        }
        Files.copy(copy, ring, StandardCopyOption.REPLACE_EXISTING); // as a kill would have left it, but for the part
        Files.writeString(note(), "nonsense");

        assertThat(StorageVerifier.repair(root).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.file()).isEqualTo(note());
            assertThat(finding.remedy()).contains(inStore().toString(), "ringFile");
        });
        assertThat(root.resolve(".dayfile/quarantine/.dayfile/candles.place.damaged.0"))
                .hasContent("nonsense");
        assertThat(StorageVerifier.verify(root).clean()).isTrue();
        long next;
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            next = append(engine, 3);
            assertThat(next).as("the closed ring in the store is not believed").isGreaterThan(last);
        }
        try (StorageEngine engine = StorageEngine.open(elsewhere.build())) {
            assertThat(engine.viewport(QUERY).candles().size()).isEqualTo(4);
            assertThat(append(engine, 4)).isGreaterThan(next);
        }
    }

    @Test
    void shouldNoteTheRingThatARepairIsTold() throws IOException {
        Files.writeString(note(), "nonsense".repeat(4096));
        StorageVerifier.repair(root, ring);
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            append(engine, 1);
        }
        assertThat(inStore()).doesNotExist();
    }
}
