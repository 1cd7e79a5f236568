package dev.dayfile.internal.ingest;

import static dev.dayfile.internal.ingest.IngestFixture.T0;
import static dev.dayfile.internal.ingest.IngestFixture.TF;
import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingRecoveryTest {
    @TempDir
    Path root;

    @Test
    void shouldLeaveNoSlotThatAKillTookTheSequenceFrom() throws IOException {
        IngestFixture store = new IngestFixture(root);
        try (CandleIngest ingest = store.open()) {
            for (int i = 0; i < 3; i++) {
                ingest.appender("SPY", TF).append(T0 + i, 1, 2, 0.5, i, 1);
            }
        }
        Path ring = store.layout.candleRing();
        try (FileChannel file = FileChannel.open(ring, StandardOpenOption.WRITE)) {
            // As a kill between the first two stores of the next lap leaves the slot of sequence 2.
            file.write(ByteBuffer.allocate(8), RingHeader.BYTES + 2 * 128);
        }
        assertThat(RingInspector.inspect(Disk.LOCAL, ring, false)).hasSize(1);

        store.open().close();

        assertThat(RingInspector.inspect(Disk.LOCAL, ring, false)).isEmpty();
    }
}
