package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.PartWriter;
import dev.dayfile.internal.series.CandleColumns;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Makes one part of one batch: for the writer agent, for the replay at open and for the repair of a ring alike. */
final class PartFlusher {
    private final Disk disk;
    private final StoreLayout layout;
    private final Publisher publisher;
    private final FolderGate gate;
    private final PartWriter writer;
    private final SequenceReserve reserve;

    PartFlusher(IngestContext context, String writerId) {
        this(context.disk(), context.layout(), context.publisher(), context.gate(), writerId);
    }

    PartFlusher(Disk disk, StoreLayout layout, Publisher publisher, FolderGate gate, String writerId) {
        this.disk = disk;
        this.layout = layout;
        this.publisher = publisher;
        this.gate = gate;
        writer = new PartWriter(writerId);
        reserve = new SequenceReserve(disk, layout);
    }

    /** What holds the sequences of the parts, and of whatever else takes sequences, under a bound. */
    SequenceReserve reserve() {
        return reserve;
    }

    /** Publishes the rows of a batch, which it sorts. */
    PublishedPart publish(Batch batch) throws IOException {
        return gate.shared(() -> {
            PublishedPart part = place(batch);
            force(part.path().getParent());
            return part;
        });
    }

    /** Runs while no day folder is moved away, so that a folder with a new part is still there to be forced. */
    void whileFoldersStand(FolderGate.Action<Void> action) throws IOException {
        gate.shared(action);
    }

    /** Makes the parts placed in a folder survive a power failure, if the store forces at all. */
    void force(Path dayFolder) throws IOException {
        publisher.forceFolder(dayFolder);
    }

    /**
     * Puts the rows of a batch, which it sorts, where readers see them; only {@link #force} makes it safe. To be called
     * while folders stand.
     */
    PublishedPart place(Batch batch) throws IOException {
        CandleColumns rows = batch.rows;
        rows.sort();
        ByteBuffer content = writer.encode(batch.timeframe, rows);
        reserve.require(writer.lastSeq());
        PartName name = writer.name();
        Path path = layout.part(batch.timeframe, batch.day, name);
        requireNoOther(disk, path, content);
        batch.sealed = true;
        publisher.place(path, content);
        return describe(batch, path, name, content.remaining());
    }

    /**
     * A name ends in 32 bits of checksum, so two parts that begin at the same ts could have one name, and the rename
     * would replace the first. The batch then waits for another row, which gives it another name. The same content is
     * no other part but an earlier try whose end was in doubt.
     */
    static void requireNoOther(Disk disk, Path path, ByteBuffer content) throws IOException {
        if (!disk.exists(path)) {
            return;
        }
        if (disk.stat(path).sizeBytes() != content.remaining()
                || !disk.read(path, content.remaining()).equals(content)) {
            throw new IOException("another part has this very name [file=" + path + "]");
        }
    }

    private PublishedPart describe(Batch batch, Path path, PartName name, long bytes) {
        return new PublishedPart(
                path,
                batch.timeframe,
                batch.day,
                name,
                bytes,
                batch.rows.size,
                writer.firstSeq(),
                writer.lastSeq(),
                writer.minTsMicros(),
                writer.maxTsMicros());
    }
}
