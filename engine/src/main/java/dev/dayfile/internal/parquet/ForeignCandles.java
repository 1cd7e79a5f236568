package dev.dayfile.internal.parquet;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.column.impl.ColumnReadStoreImpl;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;

/**
 * Reads candles from Parquet files of other writers, by the names of their columns: {@code symbol}, {@code timeframe},
 * {@code ts}, {@code open}, {@code high}, {@code low}, {@code close}, {@code volume}, or what else feeds call them
 * ({@link ForeignColumns}). Symbol and timeframe may be absent when the caller knows them, volume always.
 *
 * <p>A time is ISO text with or without an offset, a TIMESTAMP (one that is not adjusted to UTC is market time), a DATE,
 * or a bare number of seconds, milli-, micro- or nanoseconds, told apart by its size; {@code ts_iso} is preferred to a
 * bare number. Such files are read by parquet-hadoop, which is at home in every encoding; what they claim about sizes
 * is held against bounds first.
 */
public final class ForeignCandles {
    private final Disk disk;
    private final MarketClock clock;

    static {
        QuietLogging.ensure();
    }

    /** @param clock what a time without a zone means */
    public ForeignCandles(Disk disk, MarketClock clock) {
        this.disk = disk;
        this.clock = clock;
    }

    /**
     * Hands all rows of a file to the sink, in file order.
     *
     * @param symbol for rows without one, when the file has no such column; {@code null} when it must have
     * @param timeframe likewise
     * @return how many rows the file has
     * @throws IllegalArgumentException when the file has no symbols or timeframes and none were given
     * @throws CorruptFileException when it is damaged or holds no candles
     * @throws dev.dayfile.model.StorageException with the code {@code UNSUPPORTED} when its codec is not read here
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     * @throws RuntimeException whatever the sink throws, as it is
     */
    public long read(Path file, String symbol, Timeframe timeframe, CandleSink sink) {
        Sinking sinking = new Sinking(sink);
        return open(file, symbol, timeframe, sinking, rows -> rows.readAll(sinking));
    }

    /**
     * How many rows a file has, by its footer alone. Fails as {@link #read} does where that can be told from the footer.
     *
     * @param symbol for rows without one, as for {@link #read}
     * @param timeframe likewise
     */
    public long rows(Path file, String symbol, Timeframe timeframe) {
        return open(file, symbol, timeframe, new Sinking(null), Rows::count);
    }

    /** What is done with an open file. */
    private interface Use {
        long of(Rows rows) throws IOException;
    }

    private long open(Path file, String symbol, Timeframe timeframe, Sinking sinking, Use use) {
        try (Disk.ReadableFile in = disk.openRead(file)) {
            checkFooter(in);
            return open(new DiskInput(in), file, symbol, timeframe, sinking, use);
        } catch (EOFException e) {
            throw new CorruptFileException(file, "the file was cut short: " + e.getMessage(), e);
        } catch (IOException e) {
            throw Failures.storage("read the Parquet file", file, e);
        }
    }

    private long open(DiskInput in, Path file, String symbol, Timeframe timeframe, Sinking sinking, Use use)
            throws IOException {
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .usePageChecksumVerification(true)
                .withCodecFactory(new ForeignCodecs())
                .build();
        try (ParquetFileReader reader = ParquetFileReader.open(in, options)) {
            ForeignCodecs.requireKnown(reader.getFooter(), file);
            return use.of(new Rows(reader, symbol, timeframe));
        } catch (IOException e) {
            if (in.diskFailed()) {
                throw e;
            }
            throw new CorruptFileException(file, "the file cannot be read: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            if (sinking.failed || e instanceof StorageException || e instanceof MissingColumnException) {
                throw e;
            }
            throw new CorruptFileException(file, "the file cannot be read: " + message(e), e);
        }
    }

    private static String message(RuntimeException e) {
        return e instanceof IllegalArgumentException && e.getMessage() != null ? e.getMessage() : e.toString();
    }

    /** Reads the footer once by our own careful reader, before parquet-java allocates by what it claims. */
    private static void checkFooter(Disk.ReadableFile in) throws IOException {
        long fileBytes = in.size();
        if (fileBytes < ParquetFooter.LEAST_FILE_BYTES) {
            throw new CorruptFileException(in.path(), "the file is too short to be Parquet [bytes=" + fileBytes + "]");
        }
        byte[] trailer = new byte[ParquetFooter.TRAILER_BYTES];
        in.readFully(fileBytes - trailer.length, ByteBuffer.wrap(trailer));
        byte[] bytes = new byte[ParquetFooter.footerBytes(trailer, trailer.length, fileBytes, in.path())];
        long at = fileBytes - trailer.length - bytes.length;
        in.readFully(at, ByteBuffer.wrap(bytes));
        ParquetFooter.parse(bytes, at, in.path());
    }

    /** The file lacks what its caller could have given: the caller's mistake, not damage. */
    private static final class MissingColumnException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        MissingColumnException(String what, String column, String file) {
            super("the file has no " + what + " and none was given [file=" + file + ", column=" + column + "]");
        }
    }

    /** Tells a failure of the sink, which is the caller's, from one of the file. */
    private static final class Sinking {
        private final CandleSink sink;
        boolean failed;

        Sinking(CandleSink sink) {
            this.sink = sink;
        }

        void accept(Row row) {
            failed = true;
            if (row.refusal != null) {
                sink.refuse(row.number, row.refusal);
            } else {
                sink.accept(
                        row.symbol, row.timeframe, row.tsMicros, row.open, row.high, row.low, row.close, row.volume);
            }
            failed = false;
        }
    }

    /** The row at hand; one object serves all rows. */
    private static final class Row {
        long number;
        String refusal;
        String symbol;
        Timeframe timeframe;
        long tsMicros;
        double open;
        double high;
        double low;
        double close;
        double volume;
    }

    private final class Rows {
        private final ParquetFileReader reader;
        private final String defaultSymbol;
        private final Timeframe defaultTimeframe;
        private final ForeignColumns columns;
        private final MessageType schema;
        private final ForeignValues.Times times;
        private final Map<Binary, String> symbols = new HashMap<>();
        private final Map<Binary, Timeframe> timeframes = new HashMap<>();

        Rows(ParquetFileReader reader, String symbol, Timeframe timeframe) {
            this.reader = reader;
            this.defaultSymbol = symbol;
            this.defaultTimeframe = timeframe;
            MessageType all = reader.getFileMetaData().getSchema();
            this.columns = ForeignColumns.find(all);
            if (columns.symbol() == null && symbol == null) {
                throw new MissingColumnException("symbols", "symbol", reader.getFile());
            }
            if (columns.timeframe() == null && timeframe == null) {
                throw new MissingColumnException("timeframes", "timeframe", reader.getFile());
            }
            this.schema = columns.projection(all);
            this.times = ForeignValues.times(columns.ts(), clock);
            reader.setRequestedSchema(schema);
        }

        long count() {
            return reader.getRecordCount();
        }

        long readAll(Sinking sink) throws IOException {
            Row row = new Row();
            for (PageReadStore group = reader.readNextRowGroup(); group != null; group = reader.readNextRowGroup()) {
                readGroup(group, row, sink);
            }
            return row.number;
        }

        private void readGroup(PageReadStore group, Row row, Sinking sink) {
            ColumnReadStoreImpl store = new ColumnReadStoreImpl(
                    group, new NoConverters(), schema, reader.getFileMetaData().getCreatedBy());
            ColumnReader symbol = open(store, columns.symbol());
            ColumnReader timeframe = open(store, columns.timeframe());
            ColumnReader ts = open(store, columns.ts());
            Numbers open = new Numbers(store, columns.open());
            Numbers high = new Numbers(store, columns.high());
            Numbers low = new Numbers(store, columns.low());
            Numbers close = new Numbers(store, columns.close());
            Numbers volume = new Numbers(store, columns.volume());
            for (long i = group.getRowCount(); i > 0; i--) {
                row.refusal = null;
                readSymbol(symbol, row);
                readTimeframe(timeframe, row);
                readTime(ts, row);
                row.open = open.next();
                row.high = high.next();
                row.low = low.next();
                row.close = close.next();
                row.volume = volume.next();
                sink.accept(row);
                row.number++;
            }
        }

        private ColumnReader open(ColumnReadStoreImpl store, PrimitiveType type) {
            return type == null
                    ? null
                    : store.getColumnReader(schema.getColumnDescription(new String[] {type.getName()}));
        }

        private void readSymbol(ColumnReader column, Row row) {
            if (column == null) {
                row.symbol = defaultSymbol;
                return;
            }
            if (isPresent(column)) {
                Binary value = column.getBinary();
                String symbol = symbols.get(value);
                if (symbol == null) {
                    try {
                        symbol = ForeignValues.text(value);
                        symbols.put(value.copy(), symbol);
                    } catch (IllegalArgumentException e) {
                        row.refusal = e.getMessage();
                    }
                }
                row.symbol = symbol;
            } else {
                row.refusal = "a row has no symbol [symbol=null]";
            }
            column.consume();
        }

        private void readTimeframe(ColumnReader column, Row row) {
            if (column == null) {
                row.timeframe = defaultTimeframe;
                return;
            }
            if (isPresent(column)) {
                Binary value = column.getBinary();
                row.timeframe = timeframes.get(value);
                if (row.timeframe == null) {
                    try {
                        row.timeframe = Timeframe.parse(ForeignValues.text(value));
                        timeframes.put(value.copy(), row.timeframe);
                    } catch (IllegalArgumentException e) {
                        row.refusal = e.getMessage();
                    }
                }
            } else {
                row.refusal = "a row has no timeframe [timeframe=null]";
            }
            column.consume();
        }

        private void readTime(ColumnReader column, Row row) {
            if (isPresent(column)) {
                try {
                    row.tsMicros = times.micros(column);
                } catch (IllegalArgumentException e) {
                    row.refusal = e.getMessage();
                }
            } else {
                row.refusal = "a row has no time [ts=null]";
            }
            column.consume();
        }

        private static boolean isPresent(ColumnReader column) {
            return column.getCurrentDefinitionLevel() == column.getDescriptor().getMaxDefinitionLevel();
        }

        /** A column of numbers; {@code NaN} where there is none. */
        private final class Numbers {
            private final ColumnReader column;
            private final ForeignValues.Numbers values;

            Numbers(ColumnReadStoreImpl store, PrimitiveType type) {
                column = open(store, type);
                values = type == null ? null : ForeignValues.numbers(type);
            }

            double next() {
                if (column == null) {
                    return Double.NaN;
                }
                double value = isPresent(column) ? values.read(column) : Double.NaN;
                column.consume();
                return value;
            }
        }
    }

    /** parquet-column asks for converters of records, which are never used: values are read column by column. */
    private static final class NoConverters extends GroupConverter {
        private static final PrimitiveConverter UNUSED = new PrimitiveConverter() {};

        @Override
        public Converter getConverter(int field) {
            return UNUSED;
        }

        @Override
        public void start() {
            // never called
        }

        @Override
        public void end() {
            // never called
        }
    }
}
