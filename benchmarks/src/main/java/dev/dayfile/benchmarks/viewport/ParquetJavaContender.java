package dev.dayfile.benchmarks.viewport;

import static org.apache.parquet.filter2.predicate.FilterApi.and;
import static org.apache.parquet.filter2.predicate.FilterApi.binaryColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.eq;
import static org.apache.parquet.filter2.predicate.FilterApi.gtEq;
import static org.apache.parquet.filter2.predicate.FilterApi.longColumn;
import static org.apache.parquet.filter2.predicate.FilterApi.ltEq;

import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.filter2.compat.FilterCompat;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * parquet-java on the dayfiles: footers kept, the files mapped into memory, its filters by statistics, dictionary and
 * column index on, only the columns that are wanted, rows as its example groups. It has no answer for parts.
 */
final class ParquetJavaContender implements ViewportContender {
    private static final MessageType WANTED = MessageTypeParser.parseMessageType("message candle {"
            + " required binary symbol (STRING); required int64 ts_utc (TIMESTAMP(MICROS,true));"
            + " required double open; required double high; required double low; required double close;"
            + " optional double volume; required int64 seq; }");

    private final Path root;
    private final Stock stock;

    private record Dayfile(MappedInput input, ParquetMetadata footer) {}

    ParquetJavaContender(Path root, Stock stock) {
        this.root = root;
        this.stock = stock;
    }

    @Override
    public boolean knows(Window window) {
        return !window.open() && !window.hasBand();
    }

    @Override
    public Query prepare(Window window) throws IOException {
        FilterCompat.Filter filter = FilterCompat.get(and(
                eq(binaryColumn("symbol"), Binary.fromString(window.symbol())),
                and(gtEq(longColumn("ts_utc"), window.fromMicros()), ltEq(longColumn("ts_utc"), window.toMicros()))));
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ZstdPages())
                .withRecordFilter(filter)
                .build();
        List<Dayfile> dayfiles = new ArrayList<>();
        for (LocalDate day : window.days()) {
            MappedInput input =
                    new MappedInput(StoredRows.timeframeFolder(root, stock).resolve(day + ".parquet"));
            dayfiles.add(new Dayfile(input, ParquetFileReader.readFooter(input, options, input.newStream())));
        }
        return out -> {
            out.candles().clear();
            for (Dayfile dayfile : dayfiles) {
                read(dayfile, options, filter, out);
            }
            if (window.last() > 0) {
                out.candles().dropFirst(out.candles().size() - window.last());
            }
        };
    }

    private static void read(Dayfile dayfile, ParquetReadOptions options, FilterCompat.Filter filter, Answer out)
            throws IOException {
        try (ParquetFileReader reader =
                ParquetFileReader.open(dayfile.input, dayfile.footer, options, dayfile.input.newStream())) {
            reader.setRequestedSchema(WANTED);
            for (PageReadStore pages = reader.readNextFilteredRowGroup();
                    pages != null;
                    pages = reader.readNextFilteredRowGroup()) {
                RecordReader<Group> rows = new ColumnIOFactory()
                        .getColumnIO(WANTED)
                        .getRecordReader(pages, new GroupRecordConverter(WANTED), filter);
                for (long left = pages.getRowCount(); left > 0; left--) {
                    Group row = rows.read();
                    if (row != null && !rows.shouldSkipCurrentRecord()) {
                        add(row, out);
                    }
                }
            }
        }
    }

    private static void add(Group row, Answer out) {
        out.candles()
                .add(
                        row.getLong(1, 0),
                        row.getDouble(2, 0),
                        row.getDouble(3, 0),
                        row.getDouble(4, 0),
                        row.getDouble(5, 0),
                        row.getFieldRepetitionCount(6) == 0 ? Double.NaN : row.getDouble(6, 0),
                        row.getLong(7, 0));
    }
}
