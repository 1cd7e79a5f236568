package dev.dayfile.internal.compact;

import static dev.dayfile.internal.compact.TestStore.DAY;
import static dev.dayfile.internal.compact.TestStore.OPEN;
import static dev.dayfile.internal.compact.TestStore.TF;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.ForwardingDisk;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.model.CompactionReport.Outcome;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Faults between the merge and the disk: each must be found before anything is published. */
class ProofTest {
    @TempDir
    Path root;

    private TestStore store;
    private List<String> before;
    private byte[] dayfileBefore;

    @BeforeEach
    void open() throws IOException {
        store = new TestStore(root);
        store.part(Row.of("A", OPEN, 1, 1), Row.of("B", OPEN, 2, 2));
        store.compactor().compact(TF, DAY);
        dayfileBefore = Files.readAllBytes(store.dayfile());
        store.part(Row.of("A", OPEN, 3, 3), Row.of("A", OPEN + 1, 4, 4), Row.of("C", OPEN, 5, 5));
        before = TestStore.filesBelow(root);
    }

    private Compactor with(DayfileSink.Factory sinks) {
        return new Compactor(
                store.tools(new PassingDisk(), new CompactionSettings(1_000), sinks), store.gate, store.clock);
    }

    /** A sink that hands each row on as the fault makes it. */
    private static DayfileSink.Factory altering(BiConsumer<CandleColumns, DayfileSink> fault) {
        return (out, timeframe, writer, grid) -> new ForwardingSink(DayfileSink.dayfile(out, timeframe, writer, grid)) {
            @Override
            public void add(CandleColumns columns, int from, int to) {
                for (int row = from; row < to; row++) {
                    CandleColumns copy = new CandleColumns(1);
                    copy.addFrom(columns, row);
                    fault.accept(copy, real);
                }
            }
        };
    }

    private void assertFound(DayfileSink.Factory fault, String difference) throws IOException {
        assertThatThrownBy(() -> with(fault).compact(TF, DAY))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining(difference);
        assertThat(TestStore.filesBelow(root)).isEqualTo(before);
        assertThat(Files.readAllBytes(store.dayfile())).isEqualTo(dayfileBefore);
        assertThat(store.compactor().compact(TF, DAY).outcome()).isEqualTo(Outcome.PUBLISHED);
    }

    @Test
    void shouldFindWrongNumbers() throws IOException {
        assertFound(
                (out, timeframe, writer, grid) -> DayfileSink.dayfile(out, timeframe, writer, DayGrid.NONE),
                "wrong number");
    }

    @Test
    void shouldFindADroppedRow() throws IOException {
        assertFound(
                altering((row, sink) -> {
                    if (row.seq[0] != 4) {
                        sink.add(row, 0, 1);
                    }
                }),
                "rows expected=4, found=3");
    }

    @Test
    void shouldFindAChangedValue() throws IOException {
        assertFound(
                altering((row, sink) -> {
                    row.close[0] = row.seq[0] == 4 ? Math.nextUp(row.close[0]) : row.close[0];
                    sink.add(row, 0, 1);
                }),
                "digest expected=");
    }

    @Test
    void shouldFindAVolumeThatBecameZero() throws IOException {
        store.part(Row.of("D", OPEN, 6, 6).withVolume(Double.NaN));
        before = TestStore.filesBelow(root);
        assertFound(
                altering((row, sink) -> {
                    row.volume[0] = Double.isNaN(row.volume[0]) ? 0 : row.volume[0];
                    sink.add(row, 0, 1);
                }),
                "digest expected=");
    }

    @Test
    void shouldFindValuesThatChangedPlaces() throws IOException {
        assertFound(
                altering((row, sink) -> {
                    double open = row.open[0];
                    row.open[0] = row.close[0];
                    row.close[0] = open;
                    sink.add(row, 0, 1);
                }),
                "digest expected=");
    }

    @Test
    void shouldFindAnotherListOfAbsorbedParts() throws IOException {
        DayfileSink.Factory forgetful = (out, timeframe, writer, grid) ->
                new ForwardingSink(DayfileSink.dayfile(out, timeframe, writer, grid)) {
                    @Override
                    public long finish(List<String> absorbed) {
                        return real.finish(absorbed.subList(1, absorbed.size()));
                    }
                };
        assertFound(forgetful, "footer absorbed");
    }

    @Test
    void shouldFindAnotherWriter() throws IOException {
        assertFound(
                (out, timeframe, writer, grid) -> DayfileSink.dayfile(out, timeframe, "00000000000000bb", grid),
                "footer writer");
    }

    @Test
    void shouldFindEveryByteThatTheDeviceGotWrong() throws IOException {
        List<Long> found = new ArrayList<>();
        long size = Long.MAX_VALUE;
        for (long at = 0; at < size; at += 41) {
            long flipped = at;
            long[] written = new long[1];
            DayfileSink.Factory faulty = (out, timeframe, writer, grid) ->
                    DayfileSink.dayfile(new FlippingFile(out, flipped, written), timeframe, writer, grid);
            assertThatThrownBy(() -> with(faulty).compact(TF, DAY))
                    .as("a bit of byte %d", flipped)
                    .isInstanceOf(CorruptFileException.class);
            assertThat(TestStore.filesBelow(root)).isEqualTo(before);
            found.add(at);
            size = written[0];
        }
        assertThat(found).hasSizeGreaterThan(20);
        assertThat(Files.readAllBytes(store.dayfile())).isEqualTo(dayfileBefore);
    }

    @Test
    void shouldFindAFileThatIsShort() {
        DayfileSink.Factory cut = (out, timeframe, writer, grid) ->
                new ForwardingSink(DayfileSink.dayfile(out, timeframe, writer, grid)) {
                    @Override
                    public long finish(List<String> absorbed) {
                        return real.finish(absorbed) + 1;
                    }
                };
        assertThatThrownBy(() -> with(cut).compact(TF, DAY))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("short");
        assertThat(TestStore.filesBelow(root)).isEqualTo(before);
    }

    @Test
    void shouldFindBooksThatDoNotBalance() {
        Tally read = new Tally();
        read.add(Row.columns(List.of(Row.of("A", 1, 1, 1), Row.of("A", 2, 2, 2))), 0, 2);
        Tally written = new Tally();
        written.add(Row.columns(List.of(Row.of("A", 1, 1, 1))), 0, 1);
        Path file = Path.of("day.tmp");

        Proof.requireBalance(file, read, new Tally(), read);
        assertThatThrownBy(() -> Proof.requireBalance(file, read, new Tally(), written))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("rows expected=2, found=1");
    }

    /** Flips one bit of the byte at a place of the whole file, and tells how many bytes were written. */
    private static final class FlippingFile extends ForwardingDisk.Writable {
        private final long place;
        private final long[] written;

        FlippingFile(Disk.WritableFile file, long place, long[] written) {
            super(file);
            this.place = place;
            this.written = written;
        }

        @Override
        public void write(ByteBuffer source) throws IOException {
            byte[] bytes = new byte[source.remaining()];
            source.get(bytes);
            long at = place - written[0];
            if (at >= 0 && at < bytes.length) {
                bytes[(int) at] ^= 4;
            }
            written[0] += bytes.length;
            file.write(ByteBuffer.wrap(bytes));
        }
    }
}
