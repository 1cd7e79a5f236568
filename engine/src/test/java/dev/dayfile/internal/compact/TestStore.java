package dev.dayfile.internal.compact;

import dev.dayfile.internal.calendar.BarNumbers;
import dev.dayfile.internal.calendar.Calendars;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.PartWriter;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.TradingHours;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A store on the real disk with the real writers, at one market day, and a clock that the test moves. */
final class TestStore {
    static final Timeframe TF = Timeframe.parse("2m");
    static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    static final MarketClock MARKET = MarketClock.NEW_YORK;
    /** Every candle of the test timeframe that stands on the grid is numbered. */
    static final BarNumbers NUMBERS = new BarNumbers(Calendars.of(TradingHours.US_EQUITIES, MARKET), Set.of(TF));

    static final String WRITER = "00000000000000aa";

    /** 09:30 New York of {@link #DAY}. */
    static final long OPEN = MARKET.parse("2025-10-22T09:30");

    static final long TWO_MINUTES = TF.micros();

    final Path root;
    final StoreLayout layout;
    final FolderGate gate = new FolderGate();
    final MovableClock clock = new MovableClock();

    TestStore(Path root) {
        this.root = root;
        layout = new StoreLayout(root);
    }

    /** A clock that stands at the machine's time plus what the test adds. */
    static final class MovableClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

        void advance(Duration by) {
            ahead = ahead.plus(by);
        }

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    Toolbox tools(Disk disk, CompactionSettings settings, DayfileSink.Factory sinks) {
        return new Toolbox(
                disk,
                layout,
                new CandleFiles(disk),
                new Publisher(disk, true),
                WRITER,
                MARKET,
                NUMBERS,
                settings,
                sinks);
    }

    Compactor compactor() {
        return compactor(new PassingDisk());
    }

    Compactor compactor(Disk disk) {
        return compactor(disk, new CompactionSettings(1 << 20));
    }

    Compactor compactor(Disk disk, CompactionSettings settings) {
        return new Compactor(tools(disk, settings, DayfileSink::dayfile), gate, clock);
    }

    DayVerifier verifier() {
        return new DayVerifier(Disk.LOCAL, layout, new CandleFiles(Disk.LOCAL), MARKET);
    }

    /** Publishes rows as one part of {@link #DAY}, as the ingest does. */
    Path part(List<Row> rows) {
        return part(DAY, WRITER, rows);
    }

    Path part(Row... rows) {
        return part(List.of(rows));
    }

    Path part(LocalDate day, String writer, List<Row> rows) {
        return part(day, new PartWriter(writer), rows);
    }

    /** With a writer that is used again and again. */
    Path part(LocalDate day, PartWriter writer, List<Row> rows) {
        CandleColumns columns = Row.columns(rows);
        columns.sort();
        ByteBuffer content = writer.encode(TF, columns);
        Path target = layout.part(TF, day, writer.name());
        try {
            return gate.shared(() -> {
                new Publisher(Disk.LOCAL, false).publish(target, content);
                return target;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path dayfile() {
        return layout.dayfile(TF, DAY);
    }

    Path dayFolder() {
        return layout.dayFolder(TF, DAY);
    }

    List<Row> dayfileRows() {
        return rows(dayfile());
    }

    static List<Row> rows(Path file) {
        CandleColumns columns = new CandleColumns();
        SymbolTable symbols = new SymbolTable();
        try (CandleFileReader reader = new CandleFiles(Disk.LOCAL).open(file)) {
            for (int group = 0; group < reader.rowGroups(); group++) {
                reader.readRowGroup(group, symbols, columns);
            }
        }
        return Row.all(columns);
    }

    List<String> absorbed() {
        try (CandleFileReader reader = new CandleFiles(Disk.LOCAL).open(dayfile())) {
            return reader.footer().absorbed();
        }
    }

    /** Every file below a folder, as paths relative to it, sorted. */
    static List<String> filesBelow(Path folder) {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Temporaries anywhere in the store. */
    List<String> temporaries() {
        return filesBelow(root).stream()
                .filter(name -> name.endsWith(StoreLayout.TEMPORARY))
                .toList();
    }

    /** Every row that a reader of {@code data/} finds for the day: dayfile and parts, the latest of each key. */
    List<Row> visibleRows() {
        List<Row> rows = new ArrayList<>();
        List<Disk.Entry> parts;
        try {
            parts = Disk.LOCAL.list(dayFolder()); // before the dayfile: the order that every reader keeps to
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (Files.exists(dayfile())) {
            rows.addAll(dayfileRows());
        }
        for (Disk.Entry part : parts) {
            if (part.name().endsWith(StoreLayout.PARQUET)) {
                rows.addAll(rows(part.path()));
            }
        }
        return Row.latest(rows);
    }

    /** Flips one bit in the middle of a file. */
    static void damage(Path file) {
        damage(file, (int) (file.toFile().length() / 2));
    }

    /** Flips one bit of a byte. */
    static void damage(Path file, int at) {
        try {
            byte[] content = Files.readAllBytes(file);
            content[at] ^= 0x10;
            Files.write(file, content, StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void delete(Path folder) {
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
