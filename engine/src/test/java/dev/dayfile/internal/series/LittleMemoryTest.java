package dev.dayfile.internal.series;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.ChildJvm;
import dev.dayfile.model.CandleBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The writer notes whatever is thrown and comes round again with the same rows, so columns for which memory ran out must
 * be as they were, or a row without prices reaches a part. In a process of its own, whose memory can be used up.
 */
class LittleMemoryTest {
    private static final int HEAP_MB = 64;

    @Test
    void shouldBeAsBeforeWhereverMemoryRunsOut() throws Exception {
        String said = ChildJvm.run(List.of("-Xmx" + HEAP_MB + "m", "-XX:+UseSerialGC"), Child.class);
        assertThat(Integer.parseInt(said.strip()))
                .as("times that memory ran out")
                .isGreaterThan(8);
    }

    static final class Child {
        private static final int ROWS = 1 << 17;
        private static final int MORE = 10;
        private static final int BALLAST_BYTES = 1 << 19;

        private final List<byte[]> ballast = new ArrayList<>();
        private int ranOut;

        private Child() {}

        public static void main(String[] args) {
            Child child = new Child();
            for (int free = 0; free <= 24; free++) {
                child.addAndSort(free);
                child.fill(free);
            }
            System.out.println(child.ranOut);
        }

        /** @param free how many pieces of memory there are for growing, and then for sorting */
        private void addAndSort(int free) {
            CandleColumns rows = new CandleColumns(ROWS);
            SymbolKey symbol = SymbolKey.of("SPY");
            for (int i = 0; i < ROWS; i++) {
                rows.add(symbol, -i, i, i, i, i, i, i);
            }
            leave(free);
            for (int i = ROWS; i < ROWS + MORE; ) {
                try {
                    rows.add(symbol, -i, i, i, i, i, i, i);
                    i++;
                } catch (OutOfMemoryError e) {
                    giveBack();
                }
            }
            leave(free);
            boolean sorted = false;
            while (!sorted) {
                try {
                    rows.sort();
                    sorted = true;
                } catch (OutOfMemoryError e) {
                    giveBack();
                }
            }
            ballast.clear();
            if (rows.size != ROWS + MORE) {
                throw new AssertionError("rows: " + rows.size);
            }
            for (int i = 0; i < rows.size; i++) {
                int row = rows.size - 1 - i;
                if (rows.seq[i] != row || rows.tsMicros[i] != -row || rows.open[i] != row || rows.volume[i] != row) {
                    throw new AssertionError("row " + i + " is not as it was added [free=" + free + "]");
                }
            }
        }

        /** A viewport's buffer, which its owner may fill again. */
        private void fill(int free) {
            CandleBuffer buffer = new CandleBuffer(ROWS);
            for (int i = 0; i < ROWS; i++) {
                buffer.add(i, i, i, i, i, i, i);
            }
            leave(free);
            for (int i = ROWS; i < ROWS + MORE; ) {
                try {
                    buffer.add(i, i, i, i, i, i, i);
                    i++;
                } catch (OutOfMemoryError e) {
                    giveBack();
                }
            }
            for (int i = 0; i < ROWS + MORE; i++) {
                if (buffer.tsMicros(i) != i || buffer.seq(i) != i || buffer.volume(i) != i) {
                    throw new AssertionError("row " + i + " is not as it was added [free=" + free + "]");
                }
            }
        }

        private void leave(int free) {
            ballast.clear();
            try {
                while (true) {
                    ballast.add(new byte[BALLAST_BYTES]);
                }
            } catch (OutOfMemoryError e) {
                for (int i = 0; i < free && !ballast.isEmpty(); i++) {
                    ballast.remove(ballast.size() - 1);
                }
            }
        }

        private void giveBack() {
            ranOut++;
            ballast.clear();
        }
    }
}
