package dev.dayfile.internal.ingest;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.CandleFileReader;
import dev.dayfile.internal.parquet.CandleFiles;
import dev.dayfile.internal.parquet.FileFooter;
import dev.dayfile.internal.series.CandleColumns;
import dev.dayfile.internal.series.SymbolTable;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.agrona.collections.LongHashSet;

/**
 * Writes rows that were found in a ring to parts, leaving out those that a file of their day holds already: the process
 * may have died between publishing a part and noting it in the ring, even after a compaction had absorbed that part and
 * retired it.
 */
final class Replay {
    /**
     * So many parts in a row that are all older than the rows found: the rest are older still. Should that ever be wrong,
     * a row is written twice, which readers and compaction see to.
     */
    private static final int OLDER_PARTS = 256;

    private final Disk disk;
    private final StoreLayout layout;
    private final MarketClock market;
    private final CandleFiles files;
    private final PartFlusher flusher;
    private final String writerId;

    Replay(IngestContext context, PartFlusher flusher, String writerId) {
        this.disk = context.disk();
        this.layout = context.layout();
        this.market = context.market();
        this.files = context.files();
        this.flusher = flusher;
        this.writerId = writerId;
    }

    /**
     * Ends the recovery of a ring: its rows stand in parts then.
     *
     * @return how many rows were written
     */
    int finish(RingRecovery<RingSlot> recovery, PartListener listener) throws IOException {
        if (recovery.rows().size() == 0) { // as always but after a kill: no event's class is loaded for that
            recovery.finish();
            return 0;
        }
        RecoveryEvent event = Recorder.recovery();
        int written = write(RingRows.of(recovery.rows()), listener);
        recovery.finish();
        if (event != null) {
            event.rowsFound = recovery.rows().size();
            event.rowsWritten = written;
            event.commit();
        }
        return written;
    }

    /**
     * @return how many rows were written
     */
    int write(RingRows rows, PartListener listener) throws IOException {
        Batches found = new Batches(market);
        for (Map.Entry<Timeframe, CandleColumns> entry : rows.byTimeframe().entrySet()) {
            CandleColumns columns = entry.getValue();
            for (int i = 0; i < columns.size; i++) {
                found.add(entry.getKey(), columns, i);
            }
        }
        int written = 0;
        for (Batch batch : new ArrayList<>(found.waiting())) {
            Batch missing = withoutPublished(batch);
            if (missing.rows.size > 0) {
                listener.partPublished(flusher.publish(missing));
                written += missing.rows.size;
            }
        }
        return written;
    }

    private Batch withoutPublished(Batch batch) throws IOException {
        LongHashSet published = publishedSeqs(batch);
        if (published.isEmpty()) {
            return batch;
        }
        CandleColumns missing = new CandleColumns();
        for (int i = 0; i < batch.rows.size; i++) {
            if (!published.contains(batch.rows.seq[i])) {
                missing.addFrom(batch.rows, i);
            }
        }
        return new Batch(batch.timeframe, batch.day, missing);
    }

    private LongHashSet publishedSeqs(Batch batch) throws IOException {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (int i = 0; i < batch.rows.size; i++) {
            least = Math.min(least, batch.rows.seq[i]);
            greatest = Math.max(greatest, batch.rows.seq[i]);
        }
        LongHashSet seqs = new LongHashSet();
        SymbolTable symbols = new SymbolTable();
        int older = 0;
        for (Path file : files(batch)) {
            boolean part = PartName.parse(file.getFileName().toString()).isPresent();
            if (part && older == OLDER_PARTS) {
                continue;
            }
            try (CandleFileReader reader = files.open(file)) {
                FileFooter footer = reader.footer();
                if (!writerId.equals(footer.writerId())) {
                    continue;
                }
                older = footer.lastSeq() < least ? older + 1 : 0;
                if (footer.lastSeq() < least || footer.firstSeq() > greatest) {
                    continue;
                }
                CandleColumns rows = new CandleColumns();
                for (int group = 0; group < reader.rowGroups(); group++) {
                    rows.clear();
                    reader.readRowGroup(group, symbols, rows);
                    for (int i = 0; i < rows.size; i++) {
                        if (rows.seq[i] >= least && rows.seq[i] <= greatest) {
                            seqs.add(rows.seq[i]);
                        }
                    }
                }
            } catch (CorruptFileException e) {
                // Its rows are written again: the damaged file will be dealt with by whoever reads it next.
            } catch (StorageException e) {
                if (e.code() != StorageException.Code.MISSING) {
                    throw e;
                }
            }
        }
        return seqs;
    }

    /** The parts before the dayfile, so that parts that are being absorbed are not missed; the newest first. */
    private List<Path> files(Batch batch) throws IOException {
        List<Disk.Entry> parts = new ArrayList<>();
        for (Disk.Entry entry : disk.list(layout.dayFolder(batch.timeframe, batch.day))) {
            if (!entry.folder() && PartName.parse(entry.name()).isPresent()) {
                parts.add(entry);
            }
        }
        parts.sort(Comparator.comparingLong(Disk.Entry::modifiedNanos).reversed());
        List<Path> found = new ArrayList<>(parts.stream().map(Disk.Entry::path).toList());
        found.add(layout.dayfile(batch.timeframe, batch.day)); // none, most often: opening it says MISSING
        return found;
    }
}
