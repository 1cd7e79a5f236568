package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.ForwardingDisk;
import dev.dayfile.model.CompactionReport;
import dev.dayfile.model.ExpiredParts;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that cannot be written to, such as a backup: what only looks must work. */
class ReadOnlyStoreTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 20);
    private static final long T0 = IsoTime.parse("2025-10-20T13:30:00Z");

    @TempDir
    Path root;

    /** Answers to every change as a file system does that is mounted read-only. */
    private static final class ReadOnlyDisk extends ForwardingDisk {
        ReadOnlyDisk() {
            super(Disk.LOCAL);
        }

        private static FileSystemException refusal(Path path) {
            return new FileSystemException(path.toString(), null, "Read-only file system");
        }

        @Override
        public WritableFile create(Path file) throws IOException {
            throw refusal(file);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            throw refusal(from);
        }

        @Override
        public void delete(Path path) throws IOException {
            throw refusal(path);
        }

        @Override
        public void createFolders(Path folder) throws IOException {
            throw refusal(folder);
        }

        @Override
        public void forceFolder(Path folder) throws IOException {
            throw refusal(folder);
        }

        @Override
        public MappedByteBuffer map(Path file, long sizeBytes) throws IOException {
            throw refusal(file);
        }

        @Override
        public FileLockHandle lock(Path file, String holder) throws IOException {
            throw refusal(file);
        }
    }

    /** A day that is compacted and retired twice, so that rows are compared, and one that waits. */
    @BeforeEach
    void writeStore() {
        try (StorageEngine engine = StorageEngine.open(
                StorageConfig.builder(root).retireGrace(Duration.ofDays(1)).build())) {
            for (int i = 0; i < 2; i++) {
                engine.candles("SPY", TF).append(T0 + i * TF.micros(), 1, 2, 0.5, 1.5, 10);
                long event = engine.objects()
                        .append(ObjectEvent.create("z" + i, "zone", "SPY", TF)
                                .at(T0)
                                .build());
                engine.objects().awaitDurable(event, Duration.ofSeconds(30));
                long seq = engine.candles("SPY", TF).append(T0 + TF.micros() * (720 + i), 1, 2, 0.5, 1.5, 10);
                engine.awaitDurable(seq, Duration.ofSeconds(30));
                engine.compact(TF, DAY);
                engine.objects().compact(DAY);
                engine.retire(Duration.ZERO);
            }
        }
    }

    @Test
    void shouldBeVerifiedAndPlannedWithoutAWrite() {
        Disk disk = new ReadOnlyDisk();
        assertThat(StorageVerifier.verify(root, null, disk)).isEqualTo(StorageVerifier.verify(root));
        StoragePlans plans = StoragePlans.of(root, disk);
        assertThat(plans.timeframes()).containsExactly(TF);
        assertThat(plans.daysWaiting(TF)).containsExactly(DAY.plusDays(1));
        assertThat(plans.daysWaiting(null)).isEmpty();
        CompactionReport plan = plans.compaction(TF, DAY.plusDays(1));
        assertThat(plan.outcome()).isEqualTo(CompactionReport.Outcome.PLANNED);
        assertThat(plan.rowsIn()).isEqualTo(2);
        assertThat(plans.expiredParts(0)).hasSize(4).allMatch(parts -> !parts.deleted());
        assertThat(plans.expiredParts(0)).extracting(ExpiredParts::keptBecause).containsOnlyNulls();
    }

    @Test
    void shouldAnswerAsTheEngineDoes() {
        StoragePlans plans = StoragePlans.of(root);
        try (StorageEngine engine = StorageEngine.open(
                StorageConfig.builder(root).retireGrace(Duration.ofDays(1)).build())) {
            assertThat(plans.timeframes()).isEqualTo(engine.timeframes());
            assertThat(plans.daysWaiting(TF)).isEqualTo(engine.daysWaiting(TF));
            assertThat(plans.expiredParts(0)).isEqualTo(engine.retain(0, false));
        }
    }
}
