package dev.dayfile.internal.parquet;

import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;

/** Events with something in most of their fields. */
public final class TestEvents {
    /** The open of 2025-10-22 in New York. */
    public static final long FIRST_MICROS = IsoTime.parse("2025-10-22T13:30:00Z");

    private static final Timeframe TF = Timeframe.parse("15m");

    private TestEvents() {}

    /** The same for the same sequence, a millisecond after the one before. */
    public static ObjectEvent event(long seq) {
        ObjectEvent.Builder event = seq % 3 == 0
                ? ObjectEvent.create("z" + seq, "zone", "SPY", TF).top(seq).bottom(seq - 0.5)
                : ObjectEvent.create("l" + seq, "level", "BTC/USDT", TF).level(seq / 7.0);
        if (seq % 5 == 0) {
            event.payload("{\"note\": \"" + "é".repeat((int) (seq % 97)) + "\"}")
                    .left(seq);
        }
        return event.at(FIRST_MICROS + seq * 1_000).build().withSeq(seq);
    }
}
