package dev.dayfile.benchmarks.append;

import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.benchmarks.harness.Measurement;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long an opening takes that finds every slot of the ring with a row that is in no part: until it returns, all of
 * them are in forced parts. A file in the place of a folder keeps the rows in the ring, and a copy of the store at that
 * moment is what a kill would leave.
 */
final class FullRingOpening {
    static final String CASE = "open-full-ring";

    private static final Timeframe[] TIMEFRAMES = {Timeframe.parse("1m"), Timeframe.parse("2m")};
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final int SYMBOLS = 500;
    private static final int OPENINGS = 5;

    private final Path folder;

    FullRingOpening(Path folder) {
        this.folder = folder;
    }

    List<Measurement> run() throws IOException {
        Path killed = folder.resolve("full-ring");
        fill(folder.resolve("filling"), killed);
        Distribution opening = new Distribution();
        for (int i = 0; i < OPENINGS; i++) {
            Path root = folder.resolve("full-ring-" + i);
            copy(killed, root);
            long start = System.nanoTime();
            try (StorageEngine engine =
                    StorageEngine.open(StorageConfig.builder(root).build())) {
                opening.add(System.nanoTime() - start);
                if (engine.stats().replayedRows() != StorageConfig.DEFAULT_RING_SLOTS) {
                    throw new IllegalStateException("rows of the ring are missing: " + engine.stats());
                }
            }
        }
        List<Measurement> measured = new ArrayList<>();
        opening.report(measured, CASE, Contenders.DAYFILE.label(), "opening ");
        return measured;
    }

    private static void fill(Path root, Path killed) throws IOException {
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            List<Path> obstacles = new ArrayList<>();
            for (Timeframe timeframe : TIMEFRAMES) {
                obstacles.add(root.resolve("data").resolve(timeframe.toString()));
            }
            Files.createDirectories(root.resolve("data"));
            for (Path obstacle : obstacles) {
                Files.createFile(obstacle);
            }
            long startMicros = engine.clock().startMicros(DAY);
            int row = 0;
            while (append(engine, startMicros, row) >= 0) {
                row++;
            }
            copy(root.resolve(".dayfile"), killed.resolve(".dayfile"));
            for (Path obstacle : obstacles) {
                Files.delete(obstacle);
            }
        }
    }

    private static long append(StorageEngine engine, long startMicros, int row) {
        Timeframe timeframe = TIMEFRAMES[row % TIMEFRAMES.length];
        int symbol = row / TIMEFRAMES.length % SYMBOLS;
        long candle = row / (TIMEFRAMES.length * SYMBOLS);
        double open = Rows.open(row);
        return engine.candles("S" + symbol, timeframe)
                .tryAppend(startMicros + candle * timeframe.micros(), open, open + 2, open - 2, open + 1, row);
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> paths;
        try (Stream<Path> found = Files.walk(from)) {
            paths = found.toList();
        }
        Files.createDirectories(to.getParent());
        for (Path path : paths) {
            if (!path.endsWith("LOCK")) {
                Files.copy(path, to.resolve(from.relativize(path).toString()));
            }
        }
    }
}
