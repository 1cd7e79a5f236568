package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.calendar.BarNumbers;
import dev.dayfile.internal.calendar.Calendars;
import dev.dayfile.internal.compact.CompactionSettings;
import dev.dayfile.internal.compact.Compactor;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingHours;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parts that a writer at fault would leave: everything about them is right but one thing that readers go by. */
class PartProofTest {
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);

    @TempDir
    Path root;

    private static CandleColumns row(int i) {
        CandleColumns row = new CandleColumns(1);
        row.add(
                SymbolKey.of("SPY"),
                SampleFiles.OPENING + i * 1_000_000L,
                10.5 + i,
                12.5,
                8.5,
                9.5,
                700 + i,
                5_000 + i);
        return row;
    }

    /** Writes bytes as a part that is named by them. */
    private static Path write(StoreLayout layout, Timeframe timeframe, long firstTsMicros, byte[] part)
            throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(part);
        Path file = layout.part(timeframe, DAY, new PartName(firstTsMicros, (int) crc.getValue()));
        Files.createDirectories(file.getParent());
        return Files.write(file, part);
    }

    private static List<Integer> placesOf(byte[] what, byte[] in, int from) {
        List<Integer> places = new ArrayList<>();
        for (int at = from; at + what.length <= in.length; at++) {
            if (Arrays.equals(in, at, at + what.length, what, 0, what.length)) {
                places.add(at);
            }
        }
        return places;
    }

    private static byte[] little(long bits) {
        return ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(bits)
                .array();
    }

    private static byte[] little(double value) {
        return little(Double.doubleToRawLongBits(value));
    }

    /** Queries leave out a file by what its footer says of its values. */
    @Test
    void shouldFindBoundsInAPartThatLeaveAValueOut() throws IOException {
        CandleColumns rows = new CandleColumns();
        long ts = SampleFiles.OPENING;
        rows.add(SymbolKey.of("QQQ"), ts, 20.25, 22.25, 18.25, 19.25, 700, 5_000);
        rows.add(SymbolKey.of("SPY"), ts + 60, 30.25, 32.25, 28.25, 29.25, 800, 5_001);
        ByteBuffer encoded = new PartWriter(SampleFiles.WRITER).encode(SampleFiles.TWO_MINUTES, rows);
        byte[] part = Arrays.copyOf(encoded.array(), encoded.remaining());
        int footerAt = part.length
                - ParquetFooter.TRAILER_BYTES
                - ParquetFooter.footerBytes(part, part.length, part.length, root);
        StoreLayout layout = new StoreLayout(root);
        CandleFiles files = new CandleFiles(Disk.LOCAL);
        assertThat(files.verify(write(layout, SampleFiles.TWO_MINUTES, ts, part))
                        .rows())
                .isEqualTo(2);

        Map<byte[], byte[]> wrong = new LinkedHashMap<>();
        for (double price : new double[] {20.25, 22.25, 18.25, 19.25, 700}) {
            wrong.put(little(price), little(price + 1)); // a least value
        }
        for (double price : new double[] {30.25, 32.25, 28.25, 29.25, 800}) {
            wrong.put(little(price), little(price - 1));
        }
        wrong.put(little(ts), little(ts + 1));
        wrong.put(little(ts + 60), little(ts + 59));
        wrong.put(little(5_000L), little(5_001L));
        wrong.put(little(5_001L), little(5_000L));
        wrong.put("QQQ".getBytes(StandardCharsets.US_ASCII), "QQR".getBytes(StandardCharsets.US_ASCII));
        wrong.put("SPY".getBytes(StandardCharsets.US_ASCII), "SPX".getBytes(StandardCharsets.US_ASCII));
        wrong.put("2m".getBytes(StandardCharsets.US_ASCII), "3m".getBytes(StandardCharsets.US_ASCII));
        wrong.forEach((right, other) -> {
            List<Integer> places = placesOf(right, part, footerAt);
            assertThat(places).as(Arrays.toString(right)).isNotEmpty();
            byte[] changed = part.clone();
            places.forEach(at -> System.arraycopy(other, 0, changed, at, other.length));
            assertThatThrownBy(() -> files.verify(write(layout, SampleFiles.TWO_MINUTES, ts, changed)))
                    .as(Arrays.toString(right))
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("outside of the bounds");
        });
    }

    /** A shape with a name of a column that no reader knows, by which parts are written and proved all the same. */
    private static OneRowShape wrongShape(Timeframe timeframe) throws IOException, ReflectiveOperationException {
        OneRowShapes shapes = new OneRowShapes();
        PartWriter writer = new PartWriter(SampleFiles.WRITER, shapes);
        for (int i = 0; i < 3; i++) {
            writer.encode(timeframe, row(i));
        }
        OneRowShape shape = shapes.of(timeframe, 3)[0];
        Field image = OneRowShape.class.getDeclaredField("image");
        image.setAccessible(true);
        byte[] bytes = (byte[]) image.get(shape);
        for (int at : placesOf("volume".getBytes(StandardCharsets.US_ASCII), bytes, 0)) {
            bytes[at + 5] = 'x';
        }
        OneRowShapes.KNOWN.add(timeframe, 3, shape);
        return shape;
    }

    /** As a faulty shape writes them; {@code right} ones before, by another shape. */
    private void parts(Timeframe timeframe, int right, OneRowShape wrong) throws IOException {
        StoreLayout layout = new StoreLayout(root);
        OneRowShape.Frame frame = new OneRowShape.Frame();
        for (int i = 0; i < right + 3; i++) {
            CandleColumns row = row(i);
            byte[] part = new byte[wrong.bytesAtMost()];
            if (i < right) {
                ByteBuffer encoded = new PartWriter(SampleFiles.WRITER).encode(timeframe, row);
                part = Arrays.copyOf(encoded.array(), encoded.remaining());
            } else {
                part = Arrays.copyOf(part, wrong.put(row, frame, part));
            }
            write(layout, timeframe, row.tsMicros[0], part);
        }
    }

    private Compactor compactor() {
        return new Compactor(
                Disk.LOCAL,
                new StoreLayout(root),
                new CandleFiles(Disk.LOCAL),
                new Publisher(Disk.LOCAL, false),
                new FolderGate(),
                SampleFiles.WRITER,
                MarketClock.NEW_YORK,
                new BarNumbers(Calendars.of(TradingHours.US_EQUITIES, MarketClock.NEW_YORK), Set.of()),
                new CompactionSettings(1 << 16),
                Clock.systemUTC());
    }

    @Test
    void shouldNotAbsorbPartsThatAShapeAtFaultHasWrittenAndProved() throws Exception {
        Timeframe timeframe = Timeframe.parse("7777s"); // of no other test of this process, which keeps the shape
        parts(timeframe, 5, wrongShape(timeframe));
        StoreLayout layout = new StoreLayout(root);
        assertThatThrownBy(() -> compactor().compact(timeframe, DAY))
                .isInstanceOf(StorageException.class)
                .isNotInstanceOf(CorruptFileException.class)
                .hasMessageContaining("written wrongly, by a fault of the program; nothing was changed");
        assertThat(layout.dayfile(timeframe, DAY)).doesNotExist();
        try (var parts = Files.list(layout.dayFolder(timeframe, DAY))) {
            assertThat(parts).hasSize(8);
        }
    }
}
