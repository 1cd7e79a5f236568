package dev.dayfile.benchmarks.viewport;

import dev.dayfile.model.CandleSeries;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Hardwood on the dayfiles: readers and with them footers kept, the files mapped into memory, its filters by statistics
 * and column index on, only the columns that are wanted, by column in batches of a session's size, which is its fastest way. It has no answer for parts.
 *
 * <p>Its classes are of Java {@value #JAVA}, which this module's compiler need not know, so they are called by name; some
 * thirty such calls a file take a few microseconds of the hundreds that a query takes.
 */
final class HardwoodContender implements ViewportContender {
    /** The least Java that it runs on. */
    static final int JAVA = 21;

    /** Of 512 to 8,192 the best, and four times as fast as its default, which is meant for millions of rows. */
    private static final int BATCH_ROWS = 2_048;

    private static final int TS = 0;
    private static final int VOLUME = 5;
    private static final int SEQ = 6;
    private static final String[] WANTED = {"ts_utc", "open", "high", "low", "close", "volume", "seq"};

    private final Path root;
    private final Stock stock;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Object context;

    HardwoodContender(Path root, Stock stock) {
        this.root = root;
        this.stock = stock;
        context = call("HardwoodContext", null, "create", List.of());
        open.add((AutoCloseable) context);
    }

    @Override
    public boolean knows(Window window) {
        return !window.open() && !window.hasBand();
    }

    @Override
    public Query prepare(Window window) throws IOException {
        Object projection = call("schema.ColumnProjection", null, "columns", List.of(String[].class), (Object) WANTED);
        Object filter = and(
                predicate("eq", "symbol", String.class, window.symbol()),
                and(
                        predicate("gtEq", "ts_utc", long.class, window.fromMicros()),
                        predicate("ltEq", "ts_utc", long.class, window.toMicros())));
        List<Object> dayfiles = new ArrayList<>();
        for (LocalDate day : window.days()) {
            dayfiles.add(reader(StoredRows.timeframeFolder(root, stock).resolve(day + ".parquet")));
        }
        return out -> {
            out.candles().clear();
            for (Object dayfile : dayfiles) {
                read(dayfile, projection, filter, out);
            }
            if (window.last() > 0) {
                out.candles().dropFirst(out.candles().size() - window.last());
            }
        };
    }

    private Object reader(Path file) throws IOException {
        ByteBuffer bytes;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
        }
        Object input = call("InputFile", null, "of", List.of(ByteBuffer.class), bytes);
        Object reader = call(
                "reader.ParquetFileReader",
                null,
                "open",
                List.of(type("InputFile"), type("HardwoodContext")),
                input,
                context);
        open.add((AutoCloseable) reader);
        return reader;
    }

    private static Object predicate(String how, String column, Class<?> type, Object value) {
        return call("reader.FilterPredicate", null, how, List.of(String.class, type), column, value);
    }

    private static Object and(Object one, Object other) {
        Class<?> predicate = type("reader.FilterPredicate");
        return call("reader.FilterPredicate", null, "and", List.of(predicate, predicate), one, other);
    }

    private static void read(Object dayfile, Object projection, Object filter, Answer out) throws Exception {
        String builder = "reader.ParquetFileReader$ColumnReadersBuilder";
        Object columns = call(
                "reader.ParquetFileReader",
                dayfile,
                "buildColumnReaders",
                List.of(type("schema.ColumnProjection")),
                projection);
        columns = call(builder, columns, "filter", List.of(type("reader.FilterPredicate")), filter);
        columns = call(builder, columns, "batchSize", List.of(int.class), BATCH_ROWS);
        try (AutoCloseable readers = (AutoCloseable) call(builder, columns, "build", List.of())) {
            while ((boolean) call("reader.ColumnReaders", readers, "nextBatch", List.of())) {
                addBatch(readers, out);
            }
        }
    }

    private static void addBatch(Object readers, Answer out) {
        int rows = (int) call("reader.ColumnReaders", readers, "getRecordCount", List.of());
        Object[] columns = new Object[WANTED.length];
        for (int i = 0; i < columns.length; i++) {
            Object column = call("reader.ColumnReaders", readers, "getColumnReader", List.of(int.class), i);
            String values = i == TS || i == SEQ ? "getLongs" : "getDoubles";
            columns[i] = call("reader.ColumnReader", column, values, List.of());
            if (i == VOLUME) {
                columns[i] = withoutNulls((double[]) columns[i], column, rows);
            }
        }
        CandleSeries.Columns batch = new CandleSeries.Columns(
                (long[]) columns[TS],
                (double[]) columns[1],
                (double[]) columns[2],
                (double[]) columns[3],
                (double[]) columns[4],
                (double[]) columns[VOLUME],
                (long[]) columns[SEQ]);
        out.candles().addAll(batch, 0, rows);
    }

    /** A volume that is absent is not a number. */
    private static double[] withoutNulls(double[] values, Object column, int rows) {
        Object validity = call("reader.ColumnReader", column, "getLeafValidity", List.of());
        if (!(boolean) call("reader.Validity", validity, "hasNulls", List.of())) {
            return values;
        }
        double[] known = Arrays.copyOf(values, rows);
        for (int i = 0; i < rows; i++) {
            if ((boolean) call("reader.Validity", validity, "isNull", List.of(int.class), i)) {
                known[i] = Double.NaN;
            }
        }
        return known;
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName("dev.hardwood." + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("Hardwood is not on the class path, or another version of it", e);
        }
    }

    /** @param of {@code null} for a static method */
    private static Object call(String type, Object of, String method, List<Class<?>> types, Object... arguments) {
        try {
            return type(type).getMethod(method, types.toArray(Class<?>[]::new)).invoke(of, arguments);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("Hardwood failed [method=" + method + "]", e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("another version of Hardwood [method=" + method + "]", e);
        }
    }

    @Override
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            try {
                open.get(i).close();
            } catch (Exception e) {
                throw new IllegalStateException("Hardwood could not be closed", e);
            }
        }
    }
}
