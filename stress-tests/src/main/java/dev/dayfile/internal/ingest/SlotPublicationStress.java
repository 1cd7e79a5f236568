package dev.dayfile.internal.ingest;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.dayfile.internal.series.SymbolKey;
import dev.dayfile.model.Timeframe;
import java.nio.ByteBuffer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Slots written by one thread and looked at by another, each through a flyweight of its own over the same bytes. By
 * hand, from the jar of this module:
 *
 * <pre>java -cp stress-tests/target/stress-tests.jar org.openjdk.jcstress.Main -m quick -t Slot</pre>
 */
public final class SlotPublicationStress {
    private static final SlotLabel SPY = new SlotLabel(SymbolKey.of("SPY"), Timeframe.parse("2m"));

    private SlotPublicationStress() {}

    private static ByteBuffer slotBytes() {
        // More than is needed, since a direct buffer need not begin at a multiple of 8 without this.
        return ByteBuffer.allocateDirect(RingSlot.BYTES + Long.BYTES)
                .alignedSlice(Long.BYTES)
                .slice(0, RingSlot.BYTES);
    }

    private static void write(AppendHand slot, long seq) {
        slot.writeCandle(seq, SPY, seq * 1000, seq, seq + 1, seq - 1, seq, seq);
    }

    private static boolean isRow(RingSlot slot, long seq) {
        return slot.sequence() == seq && slot.tsMicros() == seq * 1000;
    }

    /** Whoever sees a sequence sees all of its row. */
    @JCStressTest
    @State
    @Outcome(id = "0", expect = ACCEPTABLE, desc = "not published yet")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "published, and whole")
    @Outcome(id = "2", expect = FORBIDDEN, desc = "published, but not whole")
    public static class SlotFirstWrite {
        private final ByteBuffer bytes = slotBytes();
        private final AppendHand writer = new AppendHand(null, bytes);
        private final RingSlot reader = new RingSlot(bytes);

        @Actor
        public void write() {
            SlotPublicationStress.write(writer, 7);
        }

        @Actor
        public void read(I_Result r) {
            if (reader.publishedSequence() == 0) {
                r.r1 = 0;
            } else {
                r.r1 = reader.state() == Slot.State.ROW && isRow(reader, 7) ? 1 : 2;
            }
        }
    }

    /** A slot that is written again while somebody looks is never taken for a row that was not written. */
    @JCStressTest
    @State
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "the row of the lap before")
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "the row of this lap")
    @Outcome(id = "3", expect = ACCEPTABLE, desc = "says that it is being written")
    @Outcome(
            id = "4",
            expect = ACCEPTABLE,
            desc = "caught between two reads; whoever looks into a living ring looks again")
    @Outcome(id = "5", expect = FORBIDDEN, desc = "counts as a candle and is none that was written")
    public static class SlotNextLap {
        private final ByteBuffer bytes = slotBytes();
        private final AppendHand writer = new AppendHand(null, bytes);
        private final RingSlot reader = new RingSlot(bytes);

        public SlotNextLap() {
            SlotPublicationStress.write(writer, 7);
        }

        @Actor
        public void write() {
            SlotPublicationStress.write(writer, 71);
        }

        @Actor
        public void read(I_Result r) {
            // From a copy, as recovery and inspection do: what is judged must not change meanwhile.
            ByteBuffer copy = slotBytes();
            copy.put(bytes.duplicate());
            RingSlot seen = new RingSlot(copy);
            r.r1 = switch (seen.state()) {
                case ROW -> isRow(seen, 7) ? 1 : isRow(seen, 71) ? 2 : 5;
                case HALF_WRITTEN -> 3;
                case DAMAGED -> 4;
                case EMPTY, HOLE -> 5;
            };
        }
    }
}
