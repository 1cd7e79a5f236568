package dev.dayfile.benchmarks.objects;

import dev.dayfile.model.ChartObject;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Events of zones over many days, always the same: their number grows to what is wanted and stays there, nine of ten
 * events then change one, the others remove one and draw another. Half of the zones are of one symbol. Times ascend
 * within a session of 390 minutes.
 */
final class EventScript {
    static final String SYMBOL = "SPY";
    static final Timeframe TIMEFRAME = Timeframe.parse("15m");
    static final double LOWEST = 100;
    static final double HIGHEST = 1_100;

    private static final int SYMBOLS = 20;
    private static final long SESSION_MICROS = 390 * 60_000_000L;

    private final Random random = new Random(20251022);
    private final int wanted;
    private final long eventsPerDay;
    private final boolean oneSymbol;
    private final List<String> living = new ArrayList<>();
    private final Map<String, ChartObject> live = new HashMap<>();
    private LocalDate day = LocalDate.parse("2024-01-02");
    private long openMicros = openMicros(day);
    private long ofDay;
    private long seq;
    private int ids;

    /**
     * @param wanted how many zones there are to be at a time
     * @param eventsPerDay how many events a session has
     * @param oneSymbol whether all are of {@link #SYMBOL}
     */
    EventScript(int wanted, long eventsPerDay, boolean oneSymbol) {
        this.wanted = wanted;
        this.eventsPerDay = eventsPerDay;
        this.oneSymbol = oneSymbol;
    }

    /** The day of the next event. */
    LocalDate day() {
        return day;
    }

    /** The last sequence. */
    long seq() {
        return seq;
    }

    /** The objects that all events so far add up to. */
    Collection<ChartObject> objects() {
        return live.values();
    }

    private static long openMicros(LocalDate day) {
        return IsoTime.parse(day + "T14:30:00Z");
    }

    ObjectEvent next() {
        if (ofDay == eventsPerDay) {
            ofDay = 0;
            do {
                day = day.plusDays(1);
            } while (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY);
            openMicros = openMicros(day);
        }
        long ts = openMicros + ofDay++ * (SESSION_MICROS / eventsPerDay);
        boolean grows = living.size() < wanted;
        int kind = random.nextInt(20);
        ObjectEvent event;
        if (grows && kind >= 2) {
            event = create(ts);
        } else if (living.isEmpty() || kind == 0) {
            event = create(ts);
        } else if (kind == 1) {
            int i = random.nextInt(living.size());
            event = with(ObjectEvent.close(living.get(i)), ts);
            living.set(i, living.get(living.size() - 1));
            living.remove(living.size() - 1);
        } else {
            event = update(living.get(random.nextInt(living.size())), ts);
        }
        return event;
    }

    private ObjectEvent create(long ts) {
        String id = "zone-" + ++ids;
        living.add(id);
        String symbol = oneSymbol || random.nextBoolean() ? SYMBOL : "S" + random.nextInt(SYMBOLS);
        double bottom = LOWEST + random.nextDouble() * (HIGHEST - LOWEST);
        return with(
                ObjectEvent.create(id, "zone", symbol, TIMEFRAME)
                        .band(bottom + 0.1 + random.nextDouble(), bottom)
                        .from(ts)
                        .left(ids)
                        .payload("{\"touches\":0}"),
                ts);
    }

    private ObjectEvent update(String id, long ts) {
        ObjectEvent.Builder event = ObjectEvent.update(id);
        double bottom = live.get(id).bottom();
        event.band(bottom + 0.1 + random.nextDouble(), bottom);
        if (random.nextInt(4) == 0) {
            event.status("tested").payload("{\"touches\":" + random.nextInt(10) + "}");
        }
        return with(event, ts);
    }

    private ObjectEvent with(ObjectEvent.Builder builder, long ts) {
        ObjectEvent event = builder.at(ts).build();
        ChartObject before = live.get(event.objectId());
        if (before != null) {
            event = event.drawnAs(before.type(), before.symbol(), before.timeframe());
        }
        event = event.withSeq(++seq);
        switch (event.action()) {
            case CREATE -> live.put(event.objectId(), ChartObject.created(event));
            case UPDATE -> live.put(event.objectId(), before.after(event));
            case CLOSE -> live.remove(event.objectId());
        }
        return event;
    }
}
