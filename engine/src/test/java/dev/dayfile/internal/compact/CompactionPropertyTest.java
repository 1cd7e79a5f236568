package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.CompactionReport.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Random days against a plain map: late, corrected and repeated rows, absent volumes, two writers whose sequences
 * collide, files of another program, compactions and retirements at any time, little and much memory.
 */
class CompactionPropertyTest {
    private static final String OTHER_WRITER = "00000000000000bb";
    private static final List<String> SYMBOLS =
            List.of("SPY", "BRK.B", "BTC/USDT", "^GSPC", "../x", "é", "\uD83D\uDE80");

    private static ForeignFiles foreign;

    @BeforeContainer
    static void connect() {
        foreign = new ForeignFiles();
    }

    @AfterContainer
    static void disconnect() {
        foreign.close();
    }

    @Property(tries = 80)
    void shouldHoldWhatAPlainMapHolds(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int rowsInMemory,
            @ForAll @IntRange(min = 2, max = 4) int width)
            throws IOException {
        Path root = Files.createTempDirectory("dayfile-property");
        try {
            new Day(root, new Random(seed), new CompactionSettings(rowsInMemory, width)).live();
        } finally {
            TestStore.delete(root);
        }
    }

    /** One day's life. */
    private static final class Day {
        private final TestStore store;
        private final Random random;
        private final Compactor compactor;
        private final TreeMap<Row.Key, Row> model = new TreeMap<>();
        private final Map<String, List<Row>> waiting = new TreeMap<>();
        private final List<Row> written = new ArrayList<>();
        private long seq;
        private int files;

        Day(Path root, Random random, CompactionSettings settings) {
            store = new TestStore(root);
            this.random = random;
            compactor = store.compactor(new PassingDisk(), settings);
        }

        void live() throws IOException {
            int steps = 1 + random.nextInt(25);
            for (int step = 0; step < steps; step++) {
                switch (random.nextInt(10)) {
                    case 0 -> compact();
                    case 1 -> compactor.retire(TF, DAY, Duration.ZERO);
                    case 2 -> addForeign();
                    default -> addPart(random.nextInt(4) == 0 ? OTHER_WRITER : TestStore.WRITER);
                }
            }
            compact();
            if (model.isEmpty()) {
                return;
            }
            byte[] before = Files.readAllBytes(store.dayfile());
            assertThat(compactor.compact(TF, DAY).outcome()).isEqualTo(Outcome.UNCHANGED);
            assertThat(Files.readAllBytes(store.dayfile())).isEqualTo(before);
            assertThat(store.temporaries()).isEmpty();
            assertThat(store.verifier().verify().findings()).isEmpty();
        }

        private void addPart(String writer) {
            List<Row> rows = rows();
            Path part = store.part(DAY, writer, rows);
            String name = part.getFileName().toString();
            if (!Files.exists(store.dayfile()) || !store.absorbed().contains(name)) {
                waiting.put(name, rows); // else it is, to the byte, a part that the dayfile has absorbed
            }
        }

        private void addForeign() {
            List<Row> rows = rows().stream().map(row -> row.withSeq(0)).toList();
            Path file = foreign.write(store.dayFolder().resolve("file-" + files++ + ".parquet"), rows);
            waiting.put(file.getFileName().toString(), rows);
        }

        private List<Row> rows() {
            List<Row> rows = new ArrayList<>();
            int count = 1 + random.nextInt(12);
            for (int i = 0; i < count; i++) {
                if (!written.isEmpty() && random.nextInt(6) == 0) {
                    rows.add(written.get(random.nextInt(written.size()))); // exactly the same again
                    continue;
                }
                // a sequence may come late, and the two writers' sequences collide
                long rowSeq = Math.max(1, ++seq - random.nextInt(5));
                Row row = Row.of(
                        SYMBOLS.get(random.nextInt(SYMBOLS.size())),
                        OPEN + random.nextInt(15) * TestStore.TWO_MINUTES,
                        random.nextInt(1_000) / 100.0,
                        rowSeq);
                rows.add(random.nextInt(4) == 0 ? row.withVolume(Double.NaN) : row);
            }
            written.addAll(rows);
            return rows;
        }

        private void compact() {
            long rowsBefore = model.size();
            long rowsWaiting = waiting.values().stream().mapToLong(List::size).sum();
            int parts = waiting.size();

            CompactionReport report = compactor.compact(TF, DAY);

            // files in the order of their names, rows in the order of the file: the last of equal sequences stands
            for (List<Row> rows : waiting.values()) {
                rows.stream()
                        .sorted(Comparator.comparing(Row::key).thenComparing(Row::seq))
                        .forEach(row ->
                                model.merge(row.key(), row, (old, next) -> next.seq() >= old.seq() ? next : old));
            }
            waiting.clear();
            if (model.isEmpty()) {
                assertThat(report.outcome()).isEqualTo(Outcome.UNCHANGED);
                return;
            }
            assertThat(store.dayfileRows()).isEqualTo(List.copyOf(model.values()));
            assertThat(report.rowsOut()).isEqualTo(model.size());
            if (parts > 0) {
                assertThat(report.parts()).isEqualTo(parts);
                assertThat(report.rowsIn()).isEqualTo(rowsBefore + rowsWaiting);
            }
        }
    }
}
