package dev.dayfile.internal.compact;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.Failures;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A sorted run that a merge has put aside because it may not hold all rows in memory. It lives as long as the merge and
 * is read by nobody else, so it is no Parquet file: values as they are, in blocks with a checksum, which are written and
 * read at a tenth of the cost. What the file holds is remembered here and not in it; {@link FileRows} holds the rows
 * against that.
 *
 * @param file under {@code .dayfile/work}
 * @param footer what its rows add up to
 * @param blockAt where each block begins, and last where the file ends
 */
record RunFile(Path file, FileFooter footer, long[] blockAt) {
    /** Rows of a block: as many as are in memory of each run while runs are merged. */
    static final int BLOCK_ROWS = 512;

    /** A block begins with its rows and the checksum of what follows. */
    private static final int HEADER_BYTES = 2 * Integer.BYTES;

    private static final int ROW_BYTES = 7 * Long.BYTES;

    /** Opens the run; its blocks are the row groups. */
    CandleFileReader open(Disk disk) {
        try {
            return new Reader(this, disk.openRead(file));
        } catch (IOException e) {
            throw Failures.storage("open a work file", file, e);
        }
    }

    /** Writes a run. */
    static final class Writer {
        private final Disk.WritableFile out;
        private final CandleColumns block = new CandleColumns(BLOCK_ROWS);
        private final Tally tally = new Tally();
        private final List<Long> blockAt = new ArrayList<>();
        private final CRC32C crc = new CRC32C();
        private ByteBuffer buffer = buffer(BLOCK_ROWS * (ROW_BYTES + 16));
        private long position;

        /** @param out an empty file; the caller closes it */
        Writer(Disk.WritableFile out) {
            this.out = out;
        }

        /** Adds the rows {@code from} (inclusive) to {@code to} (exclusive). */
        void add(CandleColumns rows, int from, int to) throws IOException {
            tally.add(rows, from, to);
            for (int at = from; at < to; ) {
                int n = Math.min(to - at, BLOCK_ROWS - block.size);
                block.addRange(rows, at, at + n);
                at += n;
                if (block.size == BLOCK_ROWS) {
                    endBlock();
                }
            }
        }

        private void endBlock() throws IOException {
            buffer.clear();
            buffer.putInt(block.size).putInt(0);
            for (int i = 0; i < block.size; i++) {
                buffer.putLong(block.tsMicros[i])
                        .putDouble(block.open[i])
                        .putDouble(block.high[i])
                        .putDouble(block.low[i])
                        .putDouble(block.close[i])
                        .putDouble(block.volume[i])
                        .putLong(block.seq[i]);
            }
            int from = 0;
            for (int i = 1; i <= block.size; i++) {
                if (i == block.size || !block.symbol[i].equals(block.symbol[from])) {
                    putSymbol(block.symbol[from].utf8(), i - from);
                    from = i;
                }
            }
            buffer.flip();
            crc.reset();
            crc.update(buffer.array(), HEADER_BYTES, buffer.limit() - HEADER_BYTES);
            buffer.putInt(Integer.BYTES, (int) crc.getValue());
            blockAt.add(position);
            position += buffer.limit();
            out.write(buffer);
            block.clear();
        }

        private void putSymbol(byte[] utf8, int rows) {
            if (buffer.remaining() < 2 * Integer.BYTES + utf8.length) {
                ByteBuffer larger = buffer(buffer.capacity() * 2 + utf8.length);
                buffer = larger.put(buffer.flip());
            }
            buffer.putInt(rows).putInt(utf8.length).put(utf8);
        }

        /** Writes what is left. */
        RunFile finish() throws IOException {
            if (block.size > 0) {
                endBlock();
            }
            blockAt.add(position);
            FileFooter footer = new FileFooter(
                    "run",
                    "",
                    tally.minSeq,
                    tally.maxSeq,
                    tally.rows,
                    tally.digest,
                    tally.minTsMicros,
                    tally.maxTsMicros,
                    List.of());
            return new RunFile(
                    out.path(),
                    footer,
                    blockAt.stream().mapToLong(Long::longValue).toArray());
        }
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static final class Reader implements CandleFileReader {
        private final RunFile run;
        private final Disk.ReadableFile in;
        private final CRC32C crc = new CRC32C();
        private ByteBuffer buffer = buffer(BLOCK_ROWS * (ROW_BYTES + 16));

        Reader(RunFile run, Disk.ReadableFile in) {
            this.run = run;
            this.in = in;
        }

        @Override
        public FileFooter footer() {
            return run.footer;
        }

        @Override
        public int rowGroups() {
            return run.blockAt.length - 1;
        }

        @Override
        public void readRowGroup(int index, SymbolTable symbols, CandleColumns into) {
            int length = (int) (run.blockAt[index + 1] - run.blockAt[index]);
            if (buffer.capacity() < length) {
                buffer = buffer(length);
            }
            try {
                in.readFully(run.blockAt[index], buffer.clear().limit(length));
            } catch (EOFException e) {
                throw new CorruptFileException(run.file, "a work file was cut short: " + e.getMessage(), e);
            } catch (IOException e) {
                throw Failures.storage("read a work file", run.file, e);
            }
            buffer.flip();
            int rows = buffer.getInt();
            crc.reset();
            crc.update(buffer.array(), HEADER_BYTES, length - HEADER_BYTES);
            if (buffer.getInt() != (int) crc.getValue() || rows < 1 || rows > BLOCK_ROWS) {
                throw new CorruptFileException(run.file, "a block of a work file is damaged [block=" + index + "]");
            }
            take(rows, symbols, into);
        }

        private void take(int rows, SymbolTable symbols, CandleColumns into) {
            int first = into.size;
            into.ensureCapacity(first + rows);
            for (int i = first; i < first + rows; i++) {
                into.tsMicros[i] = buffer.getLong();
                into.open[i] = buffer.getDouble();
                into.high[i] = buffer.getDouble();
                into.low[i] = buffer.getDouble();
                into.close[i] = buffer.getDouble();
                into.volume[i] = buffer.getDouble();
                into.seq[i] = buffer.getLong();
            }
            for (int i = first; i < first + rows; ) {
                int n = buffer.getInt();
                int length = buffer.getInt();
                SymbolKey key = symbols.intern(buffer.array(), buffer.position(), length);
                buffer.position(buffer.position() + length);
                for (int end = i + n; i < end; i++) {
                    into.symbol[i] = key;
                }
            }
            into.size = first + rows;
        }

        @Override
        public void readSymbol(SymbolKey symbol, long fromMicros, long toMicros, CandleColumns into) {
            throw new UnsupportedOperationException("a run is read from its beginning to its end");
        }

        @Override
        public void close() {
            try {
                in.close();
            } catch (IOException e) {
                throw Failures.storage("close a work file", run.file, e);
            }
        }
    }
}
