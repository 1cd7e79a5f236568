package dev.dayfile.internal.parquet;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Rows by seed and files of them, for the tests of this package. */
final class SampleFiles {
    static final Timeframe TWO_MINUTES = Timeframe.parse("2m");
    static final String WRITER = "00c0ffee00c0ffee";
    static final long OPENING = IsoTime.parse("2025-10-22T13:30:00Z");

    /** Plain, with signs, with an accent (two bytes), Chinese (three) and outside the basic plane (four). */
    private static final List<String> SYMBOLS =
            List.of("SPY", "BTC/USDT", "^GSPC", "../x", "BRK.B", "É", "中文", "𝔸𝔹", "a", "ab");

    private SampleFiles() {}

    /** Rows with ascending keys, each once: {@code symbols} symbols with as many candles each as it takes. */
    static CandleColumns session(int rows, int symbols, long seed) {
        Random random = new Random(seed);
        CandleColumns columns = new CandleColumns(Math.max(1, rows));
        SymbolKey[] keys = new SymbolKey[symbols];
        for (int s = 0; s < symbols; s++) {
            keys[s] = SymbolKey.of(s < SYMBOLS.size() ? SYMBOLS.get(s) : "S" + s);
        }
        for (int i = 0; i < rows; i++) {
            double open = Math.round((400 + random.nextGaussian() * 5) * 100) / 100.0;
            double close = Math.round((open + random.nextGaussian()) * 100) / 100.0;
            columns.add(
                    keys[i % symbols],
                    OPENING + i / symbols * 120_000_000L + (random.nextInt(10) == 0 ? random.nextInt(1_000_000) : 0),
                    open,
                    Math.max(open, close) + 0.01,
                    Math.min(open, close) - 0.01,
                    close,
                    random.nextInt(5) == 0 ? Double.NaN : random.nextInt(1_000_000),
                    1_000 + i);
        }
        columns.sort();
        return columns;
    }

    /** Writes a part under its own name and returns its path. */
    static Path writePart(Path folder, CandleColumns rows) throws IOException {
        PartWriter writer = new PartWriter(WRITER);
        return writePart(folder, writer, rows);
    }

    static Path writePart(Path folder, PartWriter writer, CandleColumns rows) throws IOException {
        ByteBuffer bytes = writer.encode(TWO_MINUTES, rows);
        PartName name = writer.name();
        Files.createDirectories(folder);
        Path file = folder.resolve(name.toString());
        try (Disk.WritableFile out = Disk.LOCAL.create(file)) {
            out.write(bytes);
        }
        return file;
    }

    static Path writeDayfile(Path file, CandleColumns rows) throws IOException {
        return writeDayfile(file, rows, List.of());
    }

    static Path writeDayfile(Path file, CandleColumns rows, List<String> absorbed) throws IOException {
        Files.createDirectories(file.getParent());
        try (Disk.WritableFile out = Disk.LOCAL.create(file);
                DayfileWriter writer = new DayfileWriter(out, TWO_MINUTES, WRITER)) {
            for (int i = 0; i < rows.size; i++) {
                writer.add(rows, i);
            }
            long bytes = writer.finish(absorbed);
            if (bytes != Files.size(file)) {
                throw new AssertionError("finish said " + bytes + " bytes, the file has " + Files.size(file));
            }
        }
        return file;
    }

    /** All rows of a file through the engine's reader. */
    static CandleColumns read(Path file) {
        CandleColumns rows = new CandleColumns();
        SymbolTable symbols = new SymbolTable();
        try (CandleFileReader reader = new CandleFiles(Disk.LOCAL).open(file)) {
            for (int g = 0; g < reader.rowGroups(); g++) {
                reader.readRowGroup(g, symbols, rows);
            }
        }
        return rows;
    }

    /** Rows as text, bit for bit, so that two lists of them can be compared and a difference read. */
    static List<String> text(CandleColumns rows) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < rows.size; i++) {
            lines.add(rows.symbol[i] + "|" + IsoTime.format(rows.tsMicros[i]) + "|" + bits(rows.open[i]) + "|"
                    + bits(rows.high[i]) + "|" + bits(rows.low[i]) + "|" + bits(rows.close[i]) + "|"
                    + bits(rows.volume[i]) + "|" + rows.seq[i]);
        }
        return lines;
    }

    /** A double with its bits: -0.0 and 0.0 differ, any NaN is alike. */
    static String bits(double value) {
        return value + "/" + Long.toHexString(Double.doubleToLongBits(value));
    }
}
