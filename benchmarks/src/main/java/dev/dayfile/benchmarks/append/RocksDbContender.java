package dev.dayfile.benchmarks.append;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.WriteOptions;

/** RocksDB with its defaults: symbol, timeframe and time are the key, so that rows sort as in our files. */
final class RocksDbContender implements Contender {
    private static final byte[] LABEL =
            (Rows.SYMBOL + "\0" + Rows.TIMEFRAME + "\0").getBytes(StandardCharsets.US_ASCII);

    private final Options options;
    private final WriteOptions writeOptions;
    private final RocksDB db;
    private final ByteBuffer key =
            ByteBuffer.allocate(LABEL.length + Long.BYTES).put(LABEL);
    private final ByteBuffer value = ByteBuffer.allocate(5 * Double.BYTES);

    RocksDbContender(Path folder, boolean sync) throws RocksDBException {
        RocksDB.loadLibrary();
        options = new Options().setCreateIfMissing(true);
        writeOptions = new WriteOptions().setSync(sync);
        db = RocksDB.open(options, folder.toString());
    }

    @Override
    public void append(long tsMicros, double open, double high, double low, double close, double volume)
            throws RocksDBException {
        key.putLong(LABEL.length, tsMicros);
        value.putDouble(0, open);
        value.putDouble(8, high);
        value.putDouble(16, low);
        value.putDouble(24, close);
        value.putDouble(32, volume);
        db.put(writeOptions, key.array(), value.array());
    }

    @Override
    public void drain() {}

    @Override
    public Stored readBack() {
        Stored stored = Stored.NOTHING;
        try (RocksIterator rows = db.newIterator()) {
            for (rows.seekToFirst(); rows.isValid(); rows.next()) {
                ByteBuffer v = ByteBuffer.wrap(rows.value());
                stored = stored.plus(
                        ByteBuffer.wrap(rows.key()).getLong(LABEL.length),
                        v.getDouble(),
                        v.getDouble(),
                        v.getDouble(),
                        v.getDouble(),
                        v.getDouble());
            }
        }
        return stored;
    }

    @Override
    public void close() {
        db.close();
        writeOptions.close();
        options.close();
    }
}
