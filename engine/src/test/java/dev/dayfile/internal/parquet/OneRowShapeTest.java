package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Putting a row into the shape of another gives the bytes that encoding it gives, of which a writer's first part is made. */
class OneRowShapeTest {
    private static final Timeframe MINUTE = Timeframe.parse("1m");
    private static final long DAY = 86_400_000_000L;
    private static final long LEAST_TS = -62_167_219_200_000_000L;
    private static final long GREATEST_TS = 253_402_300_799_999_999L;

    @TempDir
    Path folder;

    private record Part(Timeframe timeframe, CandleColumns row) {}

    private static CandleColumns row(
            String symbol, long ts, double open, double high, double low, double close, double volume, long seq) {
        CandleColumns row = new CandleColumns(1);
        row.add(SymbolKey.of(symbol), ts, open, high, low, close, volume, seq);
        return row;
    }

    /** A row of a walk, as a feed gives it. */
    private static CandleColumns usualRow(String symbol, long i, Random random) {
        double open = 400 + random.nextInt(10_000) / 100.0;
        double close = open + random.nextInt(100) / 100.0;
        return row(
                symbol,
                SampleFiles.OPENING + i * 60_000_000,
                open,
                close + 0.01,
                open - 0.01,
                close,
                random.nextInt(1_000_000),
                1_000_000 + i);
    }

    private static void requireSame(PartWriter writer, String writerId, Timeframe timeframe, CandleColumns row) {
        ByteBuffer made = writer.encode(timeframe, row);
        PartWriter anew = new PartWriter(writerId);
        assertThat(made).isEqualTo(anew.encode(timeframe, row));
        assertThat(anew.byShape()).as("the first part of a writer is by shape").isFalse();
        assertThat(writer.name()).isEqualTo(anew.name());
        assertThat(writer.firstSeq()).isEqualTo(row.seq[0]).isEqualTo(anew.firstSeq());
        assertThat(writer.lastSeq()).isEqualTo(row.seq[0]).isEqualTo(anew.lastSeq());
        assertThat(writer.minTsMicros()).isEqualTo(row.tsMicros[0]).isEqualTo(anew.minTsMicros());
        assertThat(writer.maxTsMicros()).isEqualTo(row.tsMicros[0]).isEqualTo(anew.maxTsMicros());
    }

    /** A price that is no number is refused before it comes here; should one come, the writer must know it. */
    @Provide
    Arbitrary<List<Part>> parts() {
        Arbitrary<String> symbols = Arbitraries.oneOf(
                Arbitraries.of("SPY", "QQQ", "BRK.B", "TSLA", "\u00fc", "\u4e2d\u6587"),
                Arbitraries.strings().withCharRange('A', 'Z').ofMinLength(1).ofMaxLength(32));
        Arbitrary<Timeframe> timeframes =
                Arbitraries.of("1m", "15m", "9999s", "1d").map(Timeframe::parse);
        Arbitrary<Long> times = Arbitraries.oneOf(
                Arbitraries.longs().between(LEAST_TS, GREATEST_TS),
                Arbitraries.longs().between(-1_000, 1_000),
                Arbitraries.longs().between(0, DAY).map(t -> SampleFiles.OPENING + t));
        Arbitrary<Double> prices = Arbitraries.oneOf(
                Arbitraries.integers().between(-40_000, 4_000_000).map(cents -> cents / 100.0),
                Arbitraries.doubles(),
                Arbitraries.of(0.0, -0.0, Double.MIN_VALUE, -Double.MAX_VALUE, Double.POSITIVE_INFINITY));
        Arbitrary<Double> closes =
                Arbitraries.frequencyOf(Tuple.of(20, prices), Tuple.of(1, Arbitraries.just(Double.NaN)));
        Arbitrary<Double> volumes = Arbitraries.oneOf(
                Arbitraries.of(Double.NaN, 0.0, -0.0, Double.MAX_VALUE),
                Arbitraries.integers().between(0, 1_000_000).map(Double::valueOf));
        Arbitrary<Long> seqs = Arbitraries.oneOf(
                Arbitraries.longs(),
                Arbitraries.longs().between(0, 1_000_000),
                Combinators.combine(
                                Arbitraries.integers().between(0, 18),
                                Arbitraries.integers().between(-1, 1))
                        .as((digits, beside) -> Math.round(Math.pow(10, digits)) + beside),
                Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE));
        Arbitrary<CandleColumns> rows = Combinators.combine(
                        symbols, times, prices, prices, prices, closes, volumes, seqs)
                .as(OneRowShapeTest::row);
        return Combinators.combine(timeframes, rows)
                .as(Part::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    private static boolean hasNumbers(CandleColumns row) {
        return !Double.isNaN(row.open[0])
                && !Double.isNaN(row.high[0])
                && !Double.isNaN(row.low[0])
                && !Double.isNaN(row.close[0]);
    }

    @Property(tries = 500)
    void shouldGiveWhatEncodingGives(@ForAll("parts") List<Part> parts) {
        PartWriter writer = new PartWriter(SampleFiles.WRITER);
        PartWriter other = new PartWriter("another");
        for (Part part : parts) {
            for (int i = 0; i < 3; i++) { // encoded, at the latest by the shape of the second
                requireSame(writer, SampleFiles.WRITER, part.timeframe, part.row);
            }
            assertThat(writer.byShape()).isEqualTo(hasNumbers(part.row));
            requireSame(other, "another", part.timeframe, part.row);
        }
    }

    /** But for the first, which is encoded, and the second, whose shape is kept; whatever the checksums take. */
    @ParameterizedTest
    @ValueSource(strings = {"S", "SPY", "TSLA", "BRK.B", "BTC/USDT", "A-SYMBOL-OF-THIRTY-TWO-BYTES-ABC"})
    void shouldPutADaysPartsIntoShapes(String symbol) {
        PartWriter writer = new PartWriter("of a day");
        Random random = new Random(symbol.hashCode());
        int encoded = 0;
        for (int i = 0; i < 2_000; i++) {
            requireSame(writer, "of a day", MINUTE, usualRow(symbol, i, random));
            encoded += writer.byShape() ? 0 : 1;
        }
        assertThat(encoded)
                .as("one, and one for each length of the numbers that say where columns are")
                .isBetween(2, 6);
    }

    /** Of the lengths that a checksum has: five bytes mostly, two one time in 260,000. */
    @ParameterizedTest
    @ValueSource(ints = {5, 4, 3, 2})
    void shouldMoveColumnsByWhatTheirChecksumsTake(int bytes) {
        PartWriter writer = new PartWriter(SampleFiles.WRITER);
        double five = priceWithChecksumOf(5);
        double wanted = priceWithChecksumOf(bytes);
        CandleColumns usual = row("SPY", SampleFiles.OPENING, five, five, five, five, 1, 1);
        writer.encode(MINUTE, usual);
        writer.encode(MINUTE, usual);
        for (int mask = 0; mask < 16; mask++) {
            CandleColumns row = row(
                    "SPY",
                    SampleFiles.OPENING + mask,
                    (mask & 1) == 0 ? five : wanted,
                    (mask & 2) == 0 ? five : wanted,
                    (mask & 4) == 0 ? five : wanted,
                    (mask & 8) == 0 ? five : wanted,
                    100,
                    1 + mask % 9);
            requireSame(writer, SampleFiles.WRITER, MINUTE, row);
            assertThat(writer.byShape())
                    .as("columns %d with %d bytes", mask, bytes)
                    .isTrue();
            requireSame(writer, SampleFiles.WRITER, MINUTE, usual);
        }
    }

    private static double priceWithChecksumOf(int bytes) {
        ByteBuffer value = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        CRC32 crc = new CRC32();
        for (int cents = 1; cents < 100_000_000; cents++) {
            crc.reset();
            crc.update(value.putDouble(0, cents / 100.0).array());
            if (ThriftWriter.zigzagBytes((int) crc.getValue()) == bytes) {
                return cents / 100.0;
            }
        }
        throw new AssertionError("no such price");
    }

    @Test
    void shouldEncodeWhatHasAnotherShapeAndRememberThatToo() {
        PartWriter writer = new PartWriter("by turns", new OneRowShapes());
        List<CandleColumns> rows = List.of(
                row("SPY", 5, 1, 2, 0.5, 1, 100, 9),
                row("SPY", 5, 1, 2, 0.5, 1, 100, 10),
                row("SPY", 5, 1, 2, 0.5, 1, Double.NaN, 9),
                row("QQQQ", 5, 1, 2, 0.5, 1, 100, 9),
                row("SPY", 15, 1, 2, 0.5, 1, 100, 9),
                row("SPY", -5, 1, 2, 0.5, 1, 100, -9));
        CandleColumns first = rows.get(0); // whose shape was not kept
        for (int round = 0; round < 4; round++) {
            for (CandleColumns row : rows) {
                requireSame(writer, "by turns", MINUTE, row);
                assertThat(writer.byShape()).as("round %d", round).isEqualTo(round > 1 || round == 1 && row != first);
                requireSame(writer, "by turns", Timeframe.parse("5m"), row);
                assertThat(writer.byShape()).as("round %d", round).isEqualTo(round > 0);
            }
        }
    }

    @Test
    void shouldKeepAShapeOnce() {
        PartWriter writer = new PartWriter("once");
        for (int i = 0; i < 5; i++) {
            CandleColumns row = row("ONCE", 5, 1, 2, 0.5, 1, 100, 9);
            writer.encode(MINUTE, row);
            writer.keepShape(row);
            writer.keepShape(row);
        }
        assertThat(OneRowShapes.KNOWN.of(MINUTE, 4))
                .filteredOn(shape -> shape.isOf(MINUTE, 4) && shape.isBy(new byte[] {'o', 'n', 'c', 'e'}))
                .hasSize(1);
    }

    @Test
    void shouldNeverPutAPriceThatIsNoNumberIntoAShape() {
        PartWriter writer = new PartWriter("not a number");
        CandleColumns number = row("SPY", 5, 1, 2, 0.5, 1, 100, 9);
        for (int i = 0; i < 4; i++) {
            requireSame(writer, "not a number", MINUTE, row("SPY", 5, Double.NaN, 2, 1, 1, 100, 9));
            assertThat(writer.byShape()).isFalse();
            requireSame(writer, "not a number", MINUTE, row("SPY", 5, 1, 2, 1, Double.NaN, 100, 9));
            assertThat(writer.byShape()).isFalse();
            requireSame(writer, "not a number", MINUTE, number);
        }
        assertThat(writer.byShape()).isTrue();
    }

    @Test
    void shouldRefuseAYearThatHasNotFourDigitsAndGoOn() {
        PartWriter writer = new PartWriter(SampleFiles.WRITER);
        CandleColumns row = row("SPY", GREATEST_TS, 1, 2, 0.5, 1, 100, 9);
        for (int i = 0; i < 3; i++) {
            requireSame(writer, SampleFiles.WRITER, MINUTE, row);
            CandleColumns late = row("SPY", GREATEST_TS + 1, 1, 2, 0.5, 1, 100, 9);
            assertThatThrownBy(() -> writer.encode(MINUTE, late)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(writer::name).isInstanceOf(IllegalStateException.class);
        }
    }

    /** The general way parses the footer and knows nothing of shapes. */
    @Test
    void shouldMakePartsThatAreWholeToWhoKnowsNoShapes() throws IOException {
        PartWriter writer = new PartWriter(SampleFiles.WRITER);
        Random random = new Random(24);
        for (int i = 0; i < 300; i++) {
            CandleColumns row = usualRow("S".repeat(1 + i % 6), i, random);
            Path part = SampleFiles.writePart(folder, writer, row);
            assertThat(new CandleFiles(Disk.LOCAL).verify(part).rows()).isEqualTo(1);
            assertThat(SampleFiles.text(SampleFiles.read(part))).isEqualTo(SampleFiles.text(row));
        }
        assertThat(writer.byShape()).isTrue();
    }

    @Test
    void shouldAllocateNothing() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Random random = new Random(25);
        List<CandleColumns> rows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            rows.add(usualRow(i % 2 == 0 ? "SPY" : "TSLA", i, random));
        }
        PartWriter writer = new PartWriter(SampleFiles.WRITER);
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20 && least > 0; round++) {
            long start = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < rows.size(); i++) {
                writer.encode(MINUTE, rows.get(i));
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - start);
        }
        assertThat(least).as("bytes of %d parts", rows.size()).isZero();
    }

    @Test
    void shouldBeSharedByThreads() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int seed = t;
                all.add(threads.submit(() -> {
                    Random random = new Random(seed);
                    PartWriter writer = new PartWriter("of threads");
                    for (int i = 0; i < 2_000; i++) {
                        String symbol = "S".repeat(1 + random.nextInt(6));
                        requireSame(writer, "of threads", MINUTE, usualRow(symbol, i, random));
                    }
                    assertThat(writer.byShape()).isTrue();
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
