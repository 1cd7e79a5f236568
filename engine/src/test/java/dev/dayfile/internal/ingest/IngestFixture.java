package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.LiveCandles;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.SystemNanoClock;

/** One store in a folder, as the wiring would put it together, with a disk that can be made to fail. */
final class IngestFixture {
    static final Timeframe TF = Timeframe.parse("2m");
    static final String WRITER = "0123456789abcdef";
    static final Duration SOON = Duration.ofSeconds(30);

    /** 2025-10-22 09:30 New York. */
    static final long T0 = 1_761_139_800_000_000L;

    final StoreLayout layout;
    FaultyDisk disk = new FaultyDisk(Disk.LOCAL);
    LiveCandles live = new LiveCandles();
    final FolderGate gate = new FolderGate();
    int ringSlots = 1024;
    boolean singleProducer;
    boolean force;
    Duration flushInterval = Duration.ofMillis(2);
    int flushRows = 100_000;
    Duration closeTimeout = Duration.ofSeconds(20);
    PartListener listener = PartListener.NONE;
    LongSupplier greatestSeqInFiles = this::greatestSeqInParts;
    NanoClock clock = SystemNanoClock.INSTANCE;
    private Thread writer;

    IngestFixture(Path root) {
        layout = new StoreLayout(root);
    }

    private Thread writer(Runnable work) {
        writer = new Thread(work);
        writer.setDaemon(true);
        return writer;
    }

    /** A row as it was appended or is found. */
    record Row(
            Timeframe timeframe,
            String symbol,
            long tsMicros,
            double open,
            double high,
            double low,
            double close,
            double volume) {}

    /** Where the ring is kept; {@code null} for its place in the store. */
    Path ringFile;

    CandleIngest open() {
        return CandleIngest.open(settings(), context(), listener, greatestSeqInFiles);
    }

    IngestSettings settings() {
        return new IngestSettings(
                ringSlots,
                ringFile == null ? layout.candleRing() : ringFile,
                singleProducer,
                flushInterval,
                flushRows,
                WRITER,
                closeTimeout);
    }

    IngestContext context() {
        return new IngestContext(
                disk,
                layout,
                MarketClock.NEW_YORK,
                new Publisher(disk, force),
                new CandleFiles(disk),
                live,
                gate,
                clock,
                new SleepingIdleStrategy(200_000),
                this::writer);
    }

    /**
     * What a kill leaves: from now on the engine reaches the disk no more, and the next one finds the ring as it stands
     * at this moment.
     */
    void kill() {
        try {
            disk.dieAt(1);
            Path ring = settings().ringFile();
            Path copy = ring.resolveSibling("copy");
            Files.copy(ring, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.move(copy, ring, StandardCopyOption.ATOMIC_MOVE);
            endWriter();
            disk = new FaultyDisk(Disk.LOCAL);
            live = new LiveCandles();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the writer's thread by an interrupt, which reaches it since it is one of the fixture's. */
    void endWriter() {
        try {
            writer.interrupt();
            writer.join(10_000);
            if (writer.isAlive()) {
                throw new AssertionError("the agent goes on");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Every row in every part of the store by its sequence; a sequence that stands twice must stand for one row. */
    TreeMap<Long, Row> rowsInParts() {
        TreeMap<Long, Row> rows = new TreeMap<>();
        for (Path part : parts()) {
            readPart(part, rows);
        }
        return rows;
    }

    private void readPart(Path part, TreeMap<Long, Row> rows) {
        StoreLayout.CandleFile file = layout.parse(part).orElseThrow();
        try (CandleFileReader reader = new CandleFiles(Disk.LOCAL).open(part)) {
            CandleColumns columns = new CandleColumns();
            for (int group = 0; group < reader.rowGroups(); group++) {
                reader.readRowGroup(group, new SymbolTable(), columns);
            }
            for (int i = 0; i < columns.size; i++) {
                if (!MarketClock.NEW_YORK.dayOf(columns.tsMicros[i]).equals(file.day())) {
                    throw new AssertionError("row of another day in " + part);
                }
                Row row = new Row(
                        file.timeframe(),
                        columns.symbol[i].toString(),
                        columns.tsMicros[i],
                        columns.open[i],
                        columns.high[i],
                        columns.low[i],
                        columns.close[i],
                        columns.volume[i]);
                Row before = rows.put(columns.seq[i], row);
                if (before != null && !before.equals(row)) {
                    throw new AssertionError("seq " + columns.seq[i] + " is " + before + " and " + row);
                }
            }
        }
    }

    /** How many rows stand in parts, doubles counted. */
    long rowsWritten() {
        long rows = 0;
        for (Path part : parts()) {
            try (CandleFileReader reader = new CandleFiles(Disk.LOCAL).open(part)) {
                rows += reader.footer().rows();
            }
        }
        return rows;
    }

    long greatestSeqInParts() {
        TreeMap<Long, Row> rows = rowsInParts();
        return rows.isEmpty() ? 0 : rows.lastKey();
    }

    /** Every file under data/ whose name ends as a Parquet file's. */
    List<Path> parts() {
        return files(StoreLayout.PARQUET);
    }

    List<Path> temporaries() {
        return files(StoreLayout.TEMPORARY);
    }

    private List<Path> files(String ending) {
        if (!Files.exists(layout.data())) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(layout.data())) {
            return new ArrayList<>(
                    files.filter(f -> f.toString().endsWith(ending)).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A row whose values follow from its number. */
    static Row row(long n) {
        double price = 100 + n % 1000 / 100.0;
        return new Row(
                TF,
                "S" + n % 5,
                T0 + n * 1_000_000 % 20_000_000_000L,
                price,
                price + 1,
                price - 1,
                price + 0.5,
                n % 3 == 0 ? Double.NaN : n);
    }

    static long append(CandleIngest ingest, Row row) {
        return ingest.appender(row.symbol(), row.timeframe())
                .append(row.tsMicros(), row.open(), row.high(), row.low(), row.close(), row.volume());
    }

    static long tryAppend(CandleIngest ingest, Row row) {
        return ingest.appender(row.symbol(), row.timeframe())
                .tryAppend(row.tsMicros(), row.open(), row.high(), row.low(), row.close(), row.volume());
    }
}
