package dev.dayfile.internal.object;

import dev.dayfile.model.ChartObject;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ObjectEvent.Field;
import dev.dayfile.model.Timeframe;
import java.util.List;
import java.util.Random;

/** Events as a store would accept them, one after the other, and what they add up to. */
final class RandomEvents {
    static final long T0 = IsoTime.parse("2025-10-22T13:30:00Z");
    static final long SECOND = 1_000_000L;
    static final List<String> SYMBOLS = List.of("SPY", "QQQ");
    static final List<Timeframe> TIMEFRAMES = List.of(Timeframe.parse("2m"), Timeframe.parse("15m"));

    final Random random;
    final ObjectState state = new ObjectState();
    private final int ids;
    private final double late;
    private long seq;
    private long nowMicros = T0;

    /** @param late the share of events whose ts lies before that of earlier ones */
    RandomEvents(long seed, int ids, double late) {
        this.random = new Random(seed);
        this.ids = ids;
        this.late = late;
    }

    /** The next event, taken into the state. */
    ObjectEvent next() {
        nowMicros += random.nextInt(3) * SECOND; // some share an instant
        String id = "z" + random.nextInt(ids) + (random.nextInt(8) == 0 ? "\u00e9" : "");
        ChartObject object = state.find(id);
        long ts = nowMicros;
        if (random.nextDouble() < late) {
            ts -= random.nextInt(2_000) * SECOND;
        }
        ObjectEvent.Builder event;
        if (object == null) {
            event = ObjectEvent.create(
                    id,
                    random.nextBoolean() ? "zone" : "level",
                    SYMBOLS.get(random.nextInt(2)),
                    TIMEFRAMES.get(random.nextInt(2)));
        } else {
            ts = Math.max(ts, object.createdTsMicros());
            event = random.nextInt(5) == 0 ? ObjectEvent.close(id) : ObjectEvent.update(id);
        }
        if (object == null || event.at(ts).build().action() == ObjectEvent.Action.UPDATE) {
            change(event, object != null, object);
        }
        if (random.nextInt(4) == 0) {
            event.reason("why " + random.nextInt(9));
        }
        if (random.nextInt(3) == 0) {
            event.step(random.nextInt(100));
        }
        ObjectEvent next = state.check(event.at(ts).build()).withSeq(seq += 1 + random.nextInt(2));
        state.apply(next);
        return next;
    }

    private void change(ObjectEvent.Builder event, boolean update, ChartObject object) {
        switch (random.nextInt(6)) {
            case 0 -> event.level(random.nextInt(200));
            case 1 -> event.band(random.nextInt(200), random.nextInt(200));
            case 2 -> event.band(random.nextInt(200), random.nextInt(200)).level(random.nextInt(200));
            case 3 -> event.top(random.nextInt(200));
            case 4 -> {
                if (update) {
                    event.clear(Field.Y, Field.TOP, Field.BOTTOM);
                }
            }
            default -> event.left(random.nextInt(1_000));
        }
        if (random.nextInt(3) == 0 && (object == null || object.tEndMicros() == null)) {
            event.from(T0 + random.nextInt(1_000) * SECOND);
        } else if (random.nextInt(4) == 0 && (object == null || object.tStartMicros() == null)) {
            event.until(T0 + random.nextInt(1_000) * SECOND);
        } else if (update && random.nextInt(4) == 0) {
            event.clear(Field.T_START, Field.T_END);
        }
        if (random.nextInt(3) == 0) {
            event.payload("{\"n\": " + random.nextInt(100) + "}").status("s" + random.nextInt(4));
        } else if (update && random.nextInt(3) == 0) {
            event.clear(Field.PAYLOAD);
        }
    }
}
