package dev.dayfile.internal.parquet;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.FileDescription;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.Timeframe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Opens and verifies candle files of the store. What a file is, its footer says: a part, a dayfile, or a stranger's
 * Parquet file with candles in it, which is read as rows of sequence 0.
 */
public final class CandleFiles {
    /** Read at once from a file's end: mostly footer and page index together. */
    private static final int TAIL_BYTES = 64 << 10;

    private final Disk disk;
    private final ForeignCandles foreign;
    private final KeptDayfiles kept = new KeptDayfiles(KeptDayfiles.BUDGET_BYTES);

    /** For strangers' files whose times have no zone, these are New York's. */
    public CandleFiles(Disk disk) {
        this(disk, MarketClock.NEW_YORK);
    }

    /** @param clock what a time without a zone means in a stranger's file */
    public CandleFiles(Disk disk, MarketClock clock) {
        this.disk = disk;
        this.foreign = new ForeignCandles(disk, clock);
    }

    /**
     * Opens a part, a dayfile or a stranger's file, by what its footer says it is.
     *
     * @throws CorruptFileException when it is damaged, cut short or empty, or holds no candles
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     */
    public CandleFileReader open(Path file) {
        Disk.ReadableFile in = null;
        CandleFileReader reader = null;
        try {
            in = disk.openRead(file);
            reader = open(file, in);
            return reader;
        } catch (EOFException e) {
            throw new CorruptFileException(file, "the file was cut short: " + e.getMessage(), e);
        } catch (IOException e) {
            throw Failures.storage("open the candle file", file, e);
        } finally {
            if (in != null && !(reader instanceof DayfileReader)) {
                closeQuietly(in);
            }
        }
    }

    /**
     * Opens a file as {@link #open(Path)} does; of a dayfile that was opened by this before and has not changed since, the
     * footer is not read again.
     *
     * <p>Should the file have been replaced since it was listed, what is read may be called damaged, or be neither the old
     * file nor the new one. So the caller looks at it again after reading, and only then believes either.
     *
     * @param listed the file as it stood a moment ago; of one that is only named nothing is kept
     * @throws CorruptFileException when it is damaged, cut short or empty, or holds no candles
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     */
    public CandleFileReader open(Disk.Entry listed) {
        KnownDayfile known = kept.get(listed);
        if (known != null) {
            try {
                return new DayfileReader(disk.openRead(listed.path()), known);
            } catch (IOException e) {
                throw Failures.storage("open the candle file", listed.path(), e);
            }
        }
        CandleFileReader reader = open(listed.path());
        if (reader instanceof DayfileReader dayfile && listed.looked()) {
            kept.put(listed, dayfile.known());
        }
        return reader;
    }

    /** What reads many small parts one after the other, for one thread. */
    public PartScanner scanner() {
        return new PartScanner(disk);
    }

    private CandleFileReader open(Path file, Disk.ReadableFile in) throws IOException {
        long fileBytes = in.size();
        if (fileBytes < ParquetFooter.LEAST_FILE_BYTES) {
            throw new CorruptFileException(file, "the file is too short to be Parquet [bytes=" + fileBytes + "]");
        }
        Optional<PartName> name =
                PartName.parse(StoreLayout.standingName(file.getFileName().toString()));
        boolean whole = name.isPresent() && fileBytes <= PartWriter.MAX_BYTES;
        byte[] tail = readTail(in, fileBytes, whole ? (int) fileBytes : TAIL_BYTES);
        int footerBytes = ParquetFooter.footerBytes(tail, tail.length, fileBytes, file);
        Timeframe timeframe = StoreLayout.timeframeOf(file).orElse(null);
        if (whole && PartReader.isNamedByItsBytes(name.get(), tail)) {
            return new PartReader(file, name.get(), tail, footerBytes, timeframe); // the usual case, known at once
        }
        if (footerBytes + ParquetFooter.TRAILER_BYTES > tail.length) {
            tail = readTail(in, fileBytes, footerBytes + ParquetFooter.TRAILER_BYTES);
        }
        int to = tail.length - ParquetFooter.TRAILER_BYTES;
        int from = to - footerBytes;
        if (ParquetFooter.isDayfile(tail, from, to)) {
            long footerAt = fileBytes - ParquetFooter.TRAILER_BYTES - footerBytes;
            return new DayfileReader(in, Arrays.copyOfRange(tail, from, to), footerAt, timeframe);
        }
        if (name.isPresent() && ParquetFooter.isOurs(tail, from, to)) {
            if (!whole) {
                throw new CorruptFileException(file, "the part is larger than parts are [bytes=" + fileBytes + "]");
            }
            throw PartReader.misnamed(file, tail);
        }
        return ForeignReader.open(foreign, file, timeframe);
    }

    private static byte[] readTail(Disk.ReadableFile in, long fileBytes, int wanted) throws IOException {
        byte[] tail = new byte[(int) Math.min(fileBytes, wanted)];
        in.readFully(fileBytes - tail.length, ByteBuffer.wrap(tail));
        return tail;
    }

    private static void closeQuietly(Disk.ReadableFile in) {
        try {
            in.close();
        } catch (IOException e) {
            // everything that was wanted of it has been read
        }
    }

    /**
     * Opens a file to read it wholly, row group by row group, and to check on the way all that {@link #verify} checks:
     * when the last row group has been read, everything has been.
     *
     * @param grid the numbers that the candles of a dayfile must have, or {@code null} when any will do
     * @throws CorruptFileException naming what is wrong; reading a row group may throw it too
     * @throws dev.dayfile.model.StorageException when the file is not there or cannot be read
     */
    public CandleFileReader openProving(Path file, DayGrid grid) {
        return openProving(file, grid, 1);
    }

    /**
     * As {@link #openProving(Path, DayGrid)}.
     *
     * @param threads how many decode a dayfile's row groups, the caller's included
     */
    public CandleFileReader openProving(Path file, DayGrid grid, int threads) {
        CandleFileReader reader = open(file);
        if (reader instanceof PartReader part) {
            part.verify();
        }
        return reader instanceof DayfileReader dayfile
                ? new ProvingReader(dayfile, grid, new Workers(Math.min(threads, dayfile.rowGroups())))
                : reader;
    }

    /**
     * Reads everything and checks all there is to check: checksums of file, pages, body and footer, schema, counts,
     * digest, sequences, times, order of keys, that {@code ts} says what {@code ts_utc} does, that the timeframe is the
     * folder's, and that no row lies outside of what a dayfile says of its row groups and pages. Which trading day a row belongs to is not known here.
     *
     * @return the footer; of a stranger's file one that was made from its rows
     * @throws CorruptFileException naming what is wrong
     * @throws dev.dayfile.model.StorageException when the file is not there or cannot be read
     */
    public FileFooter verify(Path file) {
        return verify(file, null, 1);
    }

    /**
     * As {@link #verify(Path)}.
     *
     * @param grid the numbers that the candles of a dayfile must have, or {@code null} when any will do
     * @param threads how many decode a dayfile's row groups, the caller's included
     */
    public FileFooter verify(Path file, DayGrid grid, int threads) {
        try (CandleFileReader reader = openProving(file, grid, threads)) {
            // a part was read wholly when it was verified, a stranger's file when it was opened
            return reader instanceof ProvingReader dayfile ? dayfile.proveAll() : reader.footer();
        }
    }

    /**
     * What a file's footer says of it. A damaged file is described as damaged.
     *
     * @throws dev.dayfile.model.StorageException when the file is not there or cannot be read
     */
    public FileDescription describe(Path file) {
        return new FileDescriber(disk).describe(this, file);
    }
}
