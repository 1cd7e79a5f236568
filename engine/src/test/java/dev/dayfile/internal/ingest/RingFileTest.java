package dev.dayfile.internal.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingFileTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final SlotLabel SPY = new SlotLabel(SymbolKey.of("SPY"), TF);
    private static final int SLOTS = 8;

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void place() {
        path = folder.resolve("candles.ring");
    }

    @BeforeTry
    void placeOfATry() throws IOException {
        path = Files.createTempDirectory("ring").resolve("candles.ring");
        path.toFile().deleteOnExit();
        path.getParent().toFile().deleteOnExit();
    }

    @Property(tries = 200)
    void shouldReadBackWhatASlotWasGiven(
            @ForAll("symbols") String symbol,
            @ForAll @IntRange(min = 1, max = 9999) int count,
            @ForAll("units") char unit,
            @ForAll long tsMicros,
            @ForAll double price,
            @ForAll boolean hasVolume)
            throws IOException {
        Timeframe timeframe = new Timeframe(count, unit);
        RingFile<RingSlot> ring = RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, 1, 0);
        double volume = hasVolume ? 12.5 : Double.NaN;
        new AppendHand(Thread.currentThread(), ring.slots())
                .writeCandle(
                        77,
                        new SlotLabel(SymbolKey.of(symbol), timeframe),
                        tsMicros,
                        price,
                        price,
                        -price,
                        0.1,
                        volume);

        RingRows rows = RingRows.of(new RingRecovery<>(RingFile.open(Disk.LOCAL, path, RingSlot.CANDLES)).rows());
        assertThat(rows.size()).isEqualTo(1);
        CandleColumns read = rows.byTimeframe().get(timeframe);
        assertThat(read.symbol[0]).hasToString(symbol);
        assertThat(read.tsMicros[0]).isEqualTo(tsMicros);
        assertThat(new double[] {read.open[0], read.high[0], read.low[0], read.close[0], read.volume[0]})
                .containsExactly(price, price, -price, 0.1, volume);
        assertThat(read.seq[0]).isEqualTo(77);
        Files.delete(path);
    }

    @Provide
    Arbitrary<String> symbols() {
        return Arbitraries.of(
                "A", "SPY", "BTC/USDT", "^GSPC", "../x", "日経平均", "12345678901234567890123456789012", "😀");
    }

    @Provide
    Arbitrary<Character> units() {
        return Arbitraries.of('s', 'm', 'h', 'd');
    }

    @Test
    void shouldHaveItsSizeFromTheStartAndNothingInIt() throws IOException {
        RingFile<RingSlot> ring = RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, SLOTS, 41);
        assertThat(path).hasSize(4096 + SLOTS * 128);
        assertThat(ring.header().persisted()).isEqualTo(41);
        assertThat(ring.header().isClean()).isFalse();
        RingRecovery<RingSlot> recovery = new RingRecovery<>(RingFile.open(Disk.LOCAL, path, RingSlot.CANDLES));
        assertThat(recovery.rows().size()).isZero();
        assertThat(recovery.greatestSeq()).isEqualTo(41);
        assertThat(RingInspector.inspect(Disk.LOCAL, path, false)).isEmpty();
    }

    @Test
    void shouldStandThereWholeOrNotAtAllWhereverCreatingItFails() throws IOException {
        for (int n = 1; ; n++) {
            path = folder.resolve(n + "/.dayfile/candles.ring");
            FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
            disk.dieAt(n);
            try {
                RingFile.create(disk, path, RingSlot.CANDLES, 4096, 0);
            } catch (IOException e) {
                assertThat(disk.fired()).isTrue();
            }
            if (!disk.fired()) {
                break;
            }
            if (Files.exists(path)) {
                assertThat(RingInspector.inspect(Disk.LOCAL, path, false)).isEmpty();
            } else {
                RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, 4096, 0);
                assertThat(path.getParent().toFile().list()).containsExactly("candles.ring");
            }
        }
    }

    @Test
    void shouldSkipHolesAndHalfWrittenSlotsAndKeepTheRowsBehindThem() throws IOException {
        RingFile<RingSlot> ring = RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, SLOTS, 9);
        row(ring, 10);
        ring.slotOf(11).writeHole(11);
        row(ring, 12);
        halfWritten(ring, 12); // a torn claim where a row was to be
        row(ring, 13);

        RingFile<RingSlot> opened = RingFile.open(Disk.LOCAL, path, RingSlot.CANDLES);
        RingRecovery<RingSlot> recovery = new RingRecovery<>(opened);
        assertThat(seqs(RingRows.of(recovery.rows()))).containsExactly(10, 13);
        assertThat(recovery.greatestSeq()).isEqualTo(13);
        recovery.finish();
        assertThat(opened.header().persisted()).isEqualTo(13);
        assertThat(opened.slotOf(12).state()).isEqualTo(RingSlot.State.EMPTY);
        assertThat(new RingRecovery<>(RingFile.open(Disk.LOCAL, path, RingSlot.CANDLES))
                        .rows()
                        .size())
                .isZero();
    }

    @Test
    void shouldKeepSequencesThatWereReserved() throws IOException {
        RingFile<RingSlot> ring = RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, SLOTS, 0);
        ring.slotOf(1).writeHole(1);
        ring.slotOf(2).writeHole(2);
        RingRecovery<RingSlot> recovery = new RingRecovery<>(RingFile.open(Disk.LOCAL, path, RingSlot.CANDLES));
        assertThat(recovery.rows().size()).isZero();
        assertThat(recovery.greatestSeq()).isEqualTo(2);
    }

    @Test
    void shouldGoByTheWholeCopyWhenAProcessDiedBetweenTheCopies() throws IOException {
        RingFile<RingSlot> ring = RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, SLOTS, 5);
        ring.header().persist(6);
        flip(64 * 8 + 3); // the first copy torn
        assertThat(RingFile.open(Disk.LOCAL, path, RingSlot.CANDLES).header().persisted())
                .isEqualTo(6);
        flip(128 * 8 + 70); // and the second
        assertThatThrownBy(() -> RingFile.open(Disk.LOCAL, path, RingSlot.CANDLES))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("both copies")
                .hasMessageContaining("verify --repair")
                .hasMessageContaining(path.toString());
    }

    @Test
    void shouldRefuseARingCutShortEmptiedOrOfAnotherKind() throws IOException {
        RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, SLOTS, 5);
        byte[] whole = Files.readAllBytes(path);
        for (int bytes : new int[] {0, 1, 4095, 4096, 4096 + 127, whole.length - 1, whole.length + 1}) {
            Files.write(path, java.util.Arrays.copyOf(whole, bytes));
            assertThatThrownBy(() -> RingFile.open(Disk.LOCAL, path, RingSlot.CANDLES))
                    .as("%d bytes", bytes)
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("bytes=" + bytes)
                    .hasMessageContaining("verify --repair");
            assertThat(RingInspector.inspect(Disk.LOCAL, path, false)).hasSize(1);
        }
        Files.write(path, new byte[whole.length]);
        assertThatThrownBy(() -> RingFile.open(Disk.LOCAL, path, RingSlot.CANDLES))
                .hasMessageContaining("no ring");
        Files.writeString(path, "PAR1".repeat(2000));
        assertThatThrownBy(() -> RingFile.open(Disk.LOCAL, path, RingSlot.CANDLES))
                .hasMessageContaining("no ring");
    }

    /** Version 2 had the same checksum over other places of the same fields. */
    @Test
    void shouldRefuseARingOfAnotherVersionAndTakeNoSlotOfItForARow() throws IOException {
        RingFile<RingSlot> ring = RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, SLOTS, 0);
        row(ring, 1);
        assertThat(seqs(RingInspector.salvage(Disk.LOCAL, path))).containsExactly(1);
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(8, 2).putInt(20, crc32c(file, 0, 20));
        int slot = RingHeader.BYTES + RingSlot.BYTES;
        file.put(slot + 12, (byte) 3).putInt(slot + 8, crc32c(file, slot + 12, slot + RingSlot.BYTES));
        Files.write(path, file.array());

        assertThatThrownBy(() -> RingFile.open(Disk.LOCAL, path, RingSlot.CANDLES))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("another version [version=2, known=3]")
                .hasMessageContaining(path.toString());
        assertThat(RingInspector.salvage(Disk.LOCAL, path).size()).isZero();
    }

    private static int crc32c(ByteBuffer of, int from, int to) {
        CRC32C crc = new CRC32C();
        crc.update(of.array(), from, to - from);
        return (int) crc.getValue();
    }

    @Test
    void shouldFindAnyFlippedBitOfACleanRing() throws IOException {
        RingFile<RingSlot> ring = RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, SLOTS, 0);
        for (long seq = 1; seq <= 11; seq++) { // more than a lap, so that some slots were used twice
            row(ring, seq);
        }
        ring.slotOf(12).writeHole(12);
        ring.slotOf(13).clear(); // a slot never used
        ring.header().persist(12);
        ring.markClean();
        assertThat(RingInspector.inspect(Disk.LOCAL, path, false)).isEmpty();

        for (long bit = 0; bit < 8 * Files.size(path); bit++) {
            shouldFindFlipped(bit);
        }
    }

    @Test
    void shouldFindAnyFlippedBitOfARingWhoseProcessWasKilled() throws IOException {
        RingFile<RingSlot> ring = RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, SLOTS, 0);
        for (long seq = 1; seq <= 11; seq++) {
            row(ring, seq);
        }
        ring.header().persist(7);
        assertThat(RingInspector.inspect(Disk.LOCAL, path, false)).isEmpty();
        for (long bit = 0; bit < 8 * Files.size(path); bit++) {
            boolean zeroSequence = bit == 8 * 4096 + 3 || bit == 8 * (4096 + 4 * 128) + 2; // of rows 8 and 4
            if (!zeroSequence) { // that is as if it had died before the last store: nothing is lost
                shouldFindFlipped(bit);
            }
        }
    }

    private void shouldFindFlipped(long bit) throws IOException {
        flip(bit);
        assertThat(RingInspector.inspect(Disk.LOCAL, path, false))
                .as("bit %d of byte %d", bit % 8, bit / 8)
                .hasSize(1);
        flip(bit);
    }

    @Test
    void shouldGiveEveryRowOrFailWhateverBitIsFlippedBeforeItIsPersisted() throws IOException {
        RingFile<RingSlot> ring = RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, SLOTS, 0);
        for (long seq = 1; seq <= 6; seq++) {
            row(ring, seq);
        }
        ring.header().persist(2);
        RingRows expected = RingRows.of(new RingRecovery<>(ring).rows());
        assertThat(seqs(expected)).containsExactly(3, 4, 5, 6);

        int refused = 0;
        for (int bit = 0; bit < 8 * (4096 + SLOTS * 128); bit++) {
            if (bit == 8 * 200) {
                bit = 8 * 4096; // the gaps of the header page are read by the inspector only
            }
            flip(bit);
            try {
                RingRows rows =
                        RingRows.of(new RingRecovery<>(RingFile.open(Disk.LOCAL, path, RingSlot.CANDLES)).rows());
                assertThat(bitsOf(rows))
                        .as("bit %d of byte %d", bit % 8, bit / 8)
                        .isEqualTo(bitsOf(expected));
            } catch (CorruptFileException e) {
                refused++;
            }
            flip(bit);
        }
        assertThat(refused).as("a flip in a row that is needed is refused").isGreaterThan(4 * 116 * 8);
    }

    @Test
    void shouldSalvageEveryReadableRow() throws IOException {
        RingFile<RingSlot> ring = RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, SLOTS, 0);
        for (long seq = 1; seq <= 6; seq++) {
            row(ring, seq);
        }
        ring.header().persist(2);
        int slotOf4 = 4096 + 4 * 128;
        flip(8L * (slotOf4 + 40));
        assertThatThrownBy(() -> new RingRecovery<>(RingFile.open(Disk.LOCAL, path, RingSlot.CANDLES)))
                .isInstanceOf(CorruptFileException.class)
                .hasMessageContaining("slot=4")
                .hasMessageContaining("seq=4");
        assertThat(RingInspector.inspect(Disk.LOCAL, path, false))
                .singleElement()
                .satisfies(f -> assertThat(f).contains("slot=4"));
        assertThat(seqs(RingInspector.salvage(Disk.LOCAL, path))).containsExactly(3, 5, 6);

        flip(8L * 70); // both copies of the persisted sequence, so everything may be needed
        flip(8L * 130);
        assertThat(seqs(RingInspector.salvage(Disk.LOCAL, path))).containsExactly(1, 2, 3, 5, 6);

        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(4096 + 3 * 128 + 5);
        }
        assertThat(seqs(RingInspector.salvage(Disk.LOCAL, path))).containsExactly(1, 2);
        Files.write(path, new byte[3]);
        assertThat(RingInspector.salvage(Disk.LOCAL, path).size()).isZero();
    }

    @Test
    void shouldFindNothingWrongWithARingThatIsBeingWritten() throws Exception {
        RingFile<RingSlot> ring = RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, SLOTS, 0);
        Thread writer = new Thread(() -> {
            for (long seq = 1; !Thread.currentThread().isInterrupted(); seq++) {
                row(ring, seq);
                ring.header().persist(seq);
                Thread.onSpinWait();
            }
        });
        writer.start();
        try {
            for (int i = 0; i < 50; i++) {
                RingInspector.inspect(Disk.LOCAL, path, true); // may find what moves too fast, must not throw
            }
        } finally {
            writer.interrupt();
            writer.join();
        }
        assertThat(RingInspector.inspect(Disk.LOCAL, path, true)).isEmpty();
        halfWritten(ring, 3);
        assertThat(RingInspector.inspect(Disk.LOCAL, path, true)).isEmpty();
        assertThat(RingInspector.inspect(Disk.LOCAL, path, false))
                .as("as a kill leaves it")
                .isEmpty();
    }

    private static void row(RingFile<RingSlot> ring, long seq) {
        new AppendHand(Thread.currentThread(), ring.slots())
                .writeCandle(seq, SPY, seq * 1000, seq, seq + 1, seq - 1, seq + 0.5, Double.NaN);
    }

    /** As a process leaves a slot that dies after the first stores of a row. */
    private void halfWritten(RingFile<RingSlot> ring, long seq) throws IOException {
        long at = 4096 + (seq & (ring.slotCount() - 1)) * 128;
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(at);
            file.writeLong(0);
            file.seek(at + 24);
            file.writeLong(123);
        }
    }

    private void flip(long bit) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.seek(bit / 8);
            int b = file.read();
            file.seek(bit / 8);
            file.write(b ^ 1 << bit % 8);
        }
    }

    private static long[] seqs(RingRows rows) {
        return bitsOf(rows).keySet().stream().mapToLong(Long::longValue).toArray();
    }

    private static SortedMap<Long, String> bitsOf(RingRows rows) {
        SortedMap<Long, String> bySeq = new TreeMap<>();
        rows.byTimeframe().forEach((timeframe, columns) -> {
            for (int i = 0; i < columns.size; i++) {
                bySeq.put(
                        columns.seq[i],
                        timeframe + " " + columns.symbol[i] + " " + columns.tsMicros[i] + " " + columns.open[i] + " "
                                + columns.high[i] + " " + columns.low[i] + " " + columns.close[i] + " "
                                + columns.volume[i]);
            }
        });
        return bySeq;
    }
}
