package dev.dayfile.cli;

import dev.dayfile.CandleImport;
import dev.dayfile.StorageEngine;
import dev.dayfile.model.Candle;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.ImportDefaults;
import dev.dayfile.model.ImportListener;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** History from files straight into dayfiles. */
@Command(
        name = "import",
        description = {
            "Merge history from CSV, JSON lines or Parquet straight into dayfiles. Where a key stands already, the"
                    + " imported row wins; among the files and within them the later row does, in the order in which they"
                    + " are given.",
            "",
            "Known columns, in any letter case: symbol ticker; timeframe interval; ts timestamp datetime, or date and"
                    + " time (in text, two columns); open o, high h, low l, close c; volume vol v. A time is ISO text or a"
                    + " number of seconds, milli-, micro- or nanoseconds since 1970."
        },
        footer = {"", "Example:", "  dayfile import spy-2025.csv --symbol SPY --timeframe 2m --zone America/New_York"})
final class ImportCommand extends StoreCommand implements ImportListener {
    private static final byte[] PARQUET_MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "CSV, JSON lines or Parquet.")
    private List<Path> files;

    @Option(names = "--symbol", paramLabel = "S", description = "Symbol of files that have no such column.")
    private String symbol;

    @Option(names = "--timeframe", paramLabel = "TF", description = "Timeframe of files that have no such column.")
    private Timeframe timeframe;

    @Option(
            names = "--zone",
            paramLabel = "Z",
            description = "Zone of times without an offset (default: the market's).")
    private ZoneId zone;

    private final Progress.Starter bars;
    private ImportProgress progress;
    private Source current;
    private long bytesBefore;
    private long badLines;
    private long dayfiles;

    ImportCommand(Streams streams) {
        this(streams, Progress.on(streams));
    }

    /** @param bars show how far it is */
    ImportCommand(Streams streams, Progress.Starter bars) {
        super(streams);
        this.bars = bars;
    }

    @Override
    public Integer call() throws IOException {
        ImportDefaults defaults = new ImportDefaults(symbol, timeframe, zone);
        List<Source> sources = new ArrayList<>();
        for (Path file : files) {
            sources.add(check(file, isParquet(file), defaults));
        }
        long bytes = sources.stream().mapToLong(Source::bytes).sum();
        try (StorageEngine engine = openEngine();
                ImportProgress bar = new ImportProgress(bars, bytes)) {
            progress = bar;
            importAll(sources, defaults, engine);
        }
        return badLines > 0 ? Exit.DATA : Exit.DONE;
    }

    private void importAll(List<Source> sources, ImportDefaults defaults, StorageEngine engine) throws IOException {
        boolean finished = false;
        try {
            CandleImport history = engine.beginImport(this);
            for (Source source : sources) {
                current = source;
                add(source, defaults, engine.clock(), history);
                bytesBefore += source.bytes();
                progress.read(bytesBefore);
            }
            history.finish();
            finished = true;
        } finally {
            progress.close(); // what is said now stands where it stood
            if (badLines > 0) {
                say(Texts.count(badLines, "row") + " refused");
            }
            if (!finished) {
                say("not finished: " + (dayfiles == 0 ? "nothing" : Texts.count(dayfiles, "dayfile") + ", as listed,")
                        + (dayfiles > 1 ? " are" : " is") + " stored; the same import again is safe and completes it");
            }
        }
    }

    /** At once, so that it is known also of an import that is killed. */
    @Override
    public void published(CompactionReport report) {
        dayfiles++;
        progress.above(() -> {
            out().println(Reports.line(report));
            out().flush();
        });
    }

    @Override
    public void rowsRead(long rows) {
        progress.read(bytesBefore + (long) ((double) current.bytes() * rows / Math.max(1, current.rows())));
    }

    @Override
    public void daysWritten(int done, int days) {
        progress.written(done, days);
    }

    /**
     * A file to import, and what it is.
     *
     * @param rows of a Parquet file
     */
    private record Source(Path file, boolean parquet, long bytes, long rows) {}

    private void add(Source source, ImportDefaults defaults, MarketClock clock, CandleImport history)
            throws IOException {
        Path file = source.file();
        if (source.parquet()) {
            history.addParquet(file, defaults, (row, reason) -> refuse(file, "row " + row, reason));
            return;
        }
        InputStream counted = new CountedInput(Files.newInputStream(file), read -> progress.read(bytesBefore + read));
        try (CandleLines lines =
                new CandleLines(counted, defaults, clock, (line, reason) -> refuse(file, "line " + line, reason))) {
            for (Candle candle = lines.next(); candle != null; candle = lines.next()) {
                history.add(candle);
            }
        }
    }

    private void refuse(Path file, String where, String reason) {
        badLines++;
        progress.above(() -> say(file + " " + where + ": " + reason));
    }

    /** By content; an empty file that is called so is one too, and then fails as damaged. */
    private static boolean isParquet(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (Files.isDirectory(file)) {
            throw CommandException.usage("a folder is no file to import [file=" + file + "]");
        }
        if (!Files.isRegularFile(file)) {
            // It is read more than once, and a pipe gives what was read before to nobody.
            throw CommandException.usage("only a file can be imported; 'append' reads a pipe [file=" + file + "]");
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(PARQUET_MAGIC.length), PARQUET_MAGIC)
                    || file.toString().endsWith(".parquet");
        }
    }

    /** Finds a missing column, or a Parquet file that is none, before anything of any file is imported. */
    private static Source check(Path file, boolean parquet, ImportDefaults defaults) throws IOException {
        if (parquet) {
            return new Source(file, true, Files.size(file), CandleImport.parquetRows(file, defaults));
        }
        try (CandleLines lines =
                new CandleLines(Files.newInputStream(file), defaults, MarketClock.NEW_YORK, (line, reason) -> {})) {
            lines.next();
            return new Source(file, false, Files.size(file), 0);
        } catch (CommandException e) {
            throw CommandException.usage(e.getMessage() + " [file=" + file + "]");
        }
    }
}
