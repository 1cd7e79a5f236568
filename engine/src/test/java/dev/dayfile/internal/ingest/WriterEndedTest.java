package dev.dayfile.internal.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dayfile.TestThreads;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.model.StorageException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A writer that ends all the same, here in a thread that is no {@link WriterThread}: nothing may go on as if it were there. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WriterEndedTest {
    @TempDir
    Path root;

    @Test
    void shouldRefuseAndSayWhyAndLoseNothing() {
        IngestFixture store = new IngestFixture(root);
        store.flushInterval = Duration.ofHours(1);
        CandleIngest ingest = store.open();
        for (int i = 0; i < 100; i++) {
            IngestFixture.append(ingest, IngestFixture.row(i));
        }
        store.endWriter();

        StorageException refused = catchThrowableOfType(
                StorageException.class, () -> IngestFixture.append(ingest, IngestFixture.row(100)));
        assertThat(refused.code()).isEqualTo(StorageException.Code.IO);
        assertThat(refused).hasMessageContaining("dayfile-writer has ended");
        assertThatThrownBy(() -> IngestFixture.tryAppend(ingest, IngestFixture.row(100)))
                .isInstanceOf(StorageException.class);
        assertThatThrownBy(() -> ingest.reserveSequences(1)).isInstanceOf(StorageException.class);
        assertThat(ingest.stats().lastError()).contains("dayfile-writer has ended");
        assertThat(ingest.stats().appendedRows()).isEqualTo(100);
        assertThat(ingest.awaitVisible(100, IngestFixture.SOON)).isFalse();
        assertThatThrownBy(ingest::close).isInstanceOf(StorageException.class).hasMessageContaining("stay in the ring");

        store.open().close();
        assertThat(store.rowsInParts()).hasSize(100);
    }

    @Test
    void shouldLetGoOfAppendsThatWaitForRoom() {
        IngestFixture store = new IngestFixture(root);
        CandleIngest ingest = store.open();
        store.disk.failEvery(FaultyDisk.Call.WRITE, () -> new IOException("Input/output error"));
        long row = 0;
        while (IngestFixture.tryAppend(ingest, IngestFixture.row(row)) > 0) {
            row++;
        }
        CompletableFuture<Void> waiting =
                TestThreads.run(() -> IngestFixture.append(ingest, IngestFixture.row(store.ringSlots)));
        while (ingest.stats().ringFull() < 2) {
            Thread.onSpinWait();
        }
        store.endWriter();
        assertThatThrownBy(waiting::join).hasRootCauseInstanceOf(StorageException.class);
        assertThatThrownBy(ingest::close).isInstanceOf(StorageException.class);
        store.disk.heal();
        store.open().close();
        assertThat(store.rowsInParts()).hasSize((int) row);
    }
}
