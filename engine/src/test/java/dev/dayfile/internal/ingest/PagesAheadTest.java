package dev.dayfile.internal.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That pages are touched can be measured and not be seen; that it changes nothing can. */
class PagesAheadTest {
    private static final SlotLabel SPY = new SlotLabel(SymbolKey.of("SPY"), Timeframe.parse("2m"));

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 32, 64, 1024, 65_536})
    void shouldChangeNoByteOfTheRing(int slots) throws IOException {
        Path path = folder.resolve("candles.ring");
        RingFile<RingSlot> ring = RingFile.create(Disk.LOCAL, path, RingSlot.CANDLES, slots, 0);
        AppendHand hand = new AppendHand(Thread.currentThread(), ring.slots());
        for (long seq = 1; seq <= slots + 10; seq++) {
            hand.writeCandle(seq, SPY, seq, 1, 2, 1, 2, 3);
        }
        byte[] before = Files.readAllBytes(path);
        PagesAhead pages = new PagesAhead(ring);
        for (long seq : new long[] {0, 0, 1, 31, 32, slots - 1, slots, slots + 10, 5L * slots, 1L << 40}) {
            pages.touch(seq);
        }
        assertThat(Files.readAllBytes(path)).isEqualTo(before);
    }
}
