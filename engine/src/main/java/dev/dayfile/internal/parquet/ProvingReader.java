package dev.dayfile.internal.parquet;

import dev.dayfile.internal.calendar.DayGrid;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SpareColumns;
import dev.dayfile.internal.series.Spares;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Hands out a dayfile's row groups in their order and holds each to everything that can be known of it, so that whoever
 * merges or compares the rows need not read the file once more to trust it. The file is proved when the last row group
 * has been handed out: its bytes have then all been read, once, by the calling thread; row groups are decoded and held
 * to their word by as many threads as the workers are.
 */
final class ProvingReader implements CandleFileReader {
    /** More than a row group mostly has. */
    private static final int MOST_SPARE_BYTES = 256 << 10;

    private static final Spares<byte[]> SPARE_BYTES = new Spares<>(16);

    private final DayfileReader dayfile;
    private final DayGrid grid;
    private final Workers workers;
    private final Workers.Line<Group> line;
    private final SymbolTable symbols = new SymbolTable();
    private final RowsProof proof;
    private final CRC32C body = new CRC32C();
    private final Deque<Group> free = new ArrayDeque<>();
    private final List<Group> all = new ArrayList<>();
    private int nextToRead;
    private int next;

    /**
     * @param grid the numbers that its candles must have, or {@code null} when any will do
     * @param workers are closed with this
     */
    ProvingReader(DayfileReader dayfile, DayGrid grid, Workers workers) {
        this.dayfile = dayfile;
        this.grid = grid;
        this.workers = workers;
        line = workers.line();
        proof = new RowsProof(dayfile.file(), true);
    }

    /** A row group on its way from bytes to rows. Kept and filled again. */
    private final class Group implements AutoCloseable {
        CandleColumns rows = SpareColumns.take(0);
        private final GroupDecoder decoder = new GroupDecoder(dayfile.file());
        private RowsProof itsProof;
        private final StatisticsProof statistics = new StatisticsProof(dayfile.file());
        private ParquetFooter.RowGroup described;
        private PageIndex[] indexes;
        private byte[] bytes;

        Group() {
            byte[] spare = SPARE_BYTES.poll();
            bytes = spare == null ? new byte[0] : spare;
        }

        void read(int index) throws IOException {
            described = dayfile.group(index);
            indexes = dayfile.indexesOf(index);
            int length = DayfileReader.groupBytes(described);
            if (bytes.length < length) {
                bytes = new byte[length + length / 8]; // row groups of a file are about as large
            }
            dayfile.readGroup(index, bytes);
            body.update(bytes, 0, length);
        }

        Group decode() {
            rows.clear();
            if (rows.tsMicros.length < described.rows) {
                rows = SpareColumns.grown(rows, (int) described.rows);
            }
            dayfile.guard(() -> {
                decoder.decode(described, bytes, symbols, rows);
                decoder.checkOthers(described, bytes, rows, grid);
                statistics.check(described, bytes, indexes, rows, decoder.numbers());
            });
            itsProof = new RowsProof(dayfile.file(), true);
            itsProof.add(rows, 0);
            return this;
        }

        @Override
        public void close() {
            decoder.close();
            SpareColumns.give(rows);
            if (bytes.length <= MOST_SPARE_BYTES) {
                SPARE_BYTES.add(bytes);
            }
        }
    }

    @Override
    public FileFooter footer() {
        return dayfile.footer();
    }

    @Override
    public int rowGroups() {
        return dayfile.rowGroups();
    }

    /** @throws IllegalStateException when it is not the next one */
    @Override
    public void readRowGroup(int index, SymbolTable table, CandleColumns into) {
        if (index != next) {
            throw new IllegalStateException("row groups are proved in their order [next=" + next + ", wanted=" + index
                    + ", file=" + dayfile.file() + "]");
        }
        Group group = takeNext();
        int from = into.size;
        into.addAll(group.rows);
        SymbolKey ours = null;
        SymbolKey theirs = null;
        for (int i = from; i < into.size; i++) {
            if (into.symbol[i] != ours) {
                ours = into.symbol[i];
                theirs = table.intern(ours);
            }
            into.symbol[i] = theirs;
        }
        free.add(group);
    }

    private Group takeNext() {
        next++;
        Group[] taken = new Group[1];
        dayfile.guard(() -> {
            if (nextToRead == 0) {
                dayfile.proveStart(body);
            }
            while (nextToRead < rowGroups() && !line.isFull()) {
                Group group = takeFree();
                group.read(nextToRead++);
                line.add(group::decode);
            }
            Group group = line.next();
            proof.add(group.itsProof);
            if (next == rowGroups()) {
                dayfile.proveRest(body);
                proof.hold(footer());
            }
            taken[0] = group;
        });
        return taken[0];
    }

    private Group takeFree() {
        Group group = free.poll();
        if (group == null) {
            group = new Group();
            all.add(group);
        }
        return group;
    }

    /** Proves the whole file; returns what its footer says, which its rows have been held against. */
    FileFooter proveAll() {
        while (next < rowGroups()) {
            free.add(takeNext());
        }
        return footer();
    }

    @Override
    public void readSymbol(SymbolKey symbol, long fromMicros, long toMicros, CandleColumns into) {
        throw new UnsupportedOperationException("a proof reads every row");
    }

    @Override
    public void close() {
        line.close();
        workers.close();
        all.forEach(Group::close);
        all.clear();
        dayfile.close();
    }
}
