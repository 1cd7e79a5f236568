package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.CandleBuffer;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.StorePosition;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.Viewport;
import dev.dayfile.model.ViewportQuery;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written as Arrow is what Arrow's own reader finds, which runs in a JVM of its own with the flag it needs. */
class ArrowStreamsTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");
    private static final ViewportQuery QUERY = ViewportQuery.of("BRK.B", TF).build();

    @TempDir
    Path folder;

    @Test
    void shouldWriteCandlesThatArrowsOwnReaderReads() throws Exception {
        int rows = (1 << 16) + 5; // more than one batch
        CandleBuffer candles = new CandleBuffer();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            double volume = i % 3 == 0 ? Double.NaN : i / 7.0;
            candles.add(OPEN + i * 1_000_003L, i, i + 1.5, -i, 0.1 + i, volume, Long.MAX_VALUE - i);
            expected.add((OPEN + i * 1_000_003L) + "|" + (double) i + "|" + (i + 1.5) + "|" + (double) -i + "|"
                    + (0.1 + i) + "|" + (Double.isNaN(volume) ? "null" : String.valueOf(volume)) + "|"
                    + (Long.MAX_VALUE - i));
        }
        Viewport viewport = new Viewport(candles, List.of(), List.of(), new StorePosition(7, 9), false);
        List<String> read = read(out -> ArrowStreams.writeCandles(viewport, QUERY, out));
        assertThat(read.get(0))
                .isEqualTo("{dayfile.candle_seq=7, dayfile.event_seq=9, dayfile.symbol=BRK.B, dayfile.timeframe=2m}");
        assertThat(read.get(1))
                .isEqualTo("[ts: Timestamp(MICROSECOND, UTC) not null, open: FloatingPoint(DOUBLE) not null,"
                        + " high: FloatingPoint(DOUBLE) not null, low: FloatingPoint(DOUBLE) not null,"
                        + " close: FloatingPoint(DOUBLE) not null, volume: FloatingPoint(DOUBLE),"
                        + " seq: Int(64, true) not null]");
        assertThat(read.subList(2, read.size())).isEqualTo(expected);
    }

    @Test
    void shouldWriteObjectsThatArrowsOwnReaderReads() throws Exception {
        List<ChartObject> objects = List.of(
                new ChartObject(
                        "é1",
                        "zone",
                        "BRK.B",
                        TF,
                        "active",
                        5L,
                        OPEN,
                        null,
                        null,
                        2.5,
                        1.5,
                        "{\"a\":\"ü\"}",
                        3,
                        OPEN,
                        OPEN + 1,
                        null,
                        8L),
                new ChartObject(
                        "z2", "level", "BRK.B", TF, "tested", null, null, OPEN, 7.0, null, null, null, 4, OPEN, OPEN,
                        1L, null));
        Viewport viewport = new Viewport(new CandleBuffer(), objects, List.of(), StorePosition.UNKNOWN, false);
        List<String> read = read(out -> ArrowStreams.writeObjects(viewport, QUERY, out));
        assertThat(read.get(0)).isEqualTo("{dayfile.symbol=BRK.B, dayfile.timeframe=2m}");
        assertThat(read.get(1)).contains("payload: Utf8,").contains("id: Utf8 not null");
        assertThat(read.subList(2, read.size()))
                .containsExactly(
                        "é1|zone|BRK.B|2m|active|5|" + OPEN + "|null|null|2.5|1.5|{\"a\":\"ü\"}|3|" + OPEN + "|"
                                + (OPEN + 1) + "|null|8",
                        "z2|level|BRK.B|2m|tested|null|null|" + OPEN + "|7.0|null|null|null|4|" + OPEN + "|" + OPEN
                                + "|1|null");
    }

    @Test
    void shouldWriteAnEmptyViewport() throws Exception {
        Viewport viewport = new Viewport(new CandleBuffer(), List.of(), List.of(), StorePosition.UNKNOWN, false);
        assertThat(read(out -> ArrowStreams.writeCandles(viewport, QUERY, out))).hasSize(2);
        assertThat(read(out -> ArrowStreams.writeObjects(viewport, QUERY, out))).hasSize(2);
    }

    private interface Writing {
        void write(OutputStream out) throws IOException;
    }

    /** Metadata, fields, and a line a row. */
    private List<String> read(Writing writing) throws Exception {
        Path stream = folder.resolve("stream.arrows");
        try (OutputStream out = Files.newOutputStream(stream)) {
            writing.write(out);
        }
        Path found = folder.resolve("found.txt");
        ChildJvm.run(
                List.of("--add-opens=java.base/java.nio=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"),
                OracleReader.class,
                stream,
                found);
        return Files.readAllLines(found);
    }

    /** Arrow's own reader, which also checks each batch against its schema. */
    static final class OracleReader {
        private OracleReader() {}

        public static void main(String[] args) throws IOException {
            List<String> found = new ArrayList<>();
            try (RootAllocator memory = new RootAllocator();
                    ArrowStreamReader reader = new ArrowStreamReader(Files.newInputStream(Path.of(args[0])), memory)) {
                VectorSchemaRoot root = reader.getVectorSchemaRoot();
                found.add(new TreeMap<>(root.getSchema().getCustomMetadata()).toString());
                found.add(root.getSchema().getFields().stream()
                        .map(Field::toString)
                        .toList()
                        .toString());
                while (reader.loadNextBatch()) {
                    root.getFieldVectors().forEach(FieldVector::validateFull);
                    for (int row = 0; row < root.getRowCount(); row++) {
                        StringBuilder line = new StringBuilder();
                        for (FieldVector column : root.getFieldVectors()) {
                            line.append(line.isEmpty() ? "" : "|").append(column.getObject(row));
                        }
                        found.add(line.toString());
                    }
                }
            }
            Files.write(Path.of(args[1]), found);
        }
    }
}
