package dev.dayfile.internal.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.model.ChartObject;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ViewportQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The past in columns is the past as {@link ObjectState} folds it, at every instant and with checkpoints in between. */
class EventHistoryTest {
    private static final long PLENTY = 1L << 30;

    private static ObjectState fold(List<ObjectEvent> events, long toMicros, boolean keepsRemoved) {
        ObjectState state = new ObjectState(keepsRemoved);
        for (ObjectEvent event : events) {
            if (event.tsMicros() <= toMicros) {
                state.apply(event);
            }
        }
        return state;
    }

    private static EventHistory historyOf(List<ObjectEvent> read, List<ObjectEvent> offered) {
        EventHistory history = new EventHistory(PLENTY, 16, 64);
        offered.forEach(history::offer);
        history.make(read::forEach);
        return history;
    }

    @ParameterizedTest
    @CsvSource({"1, 40, 0.0", "2, 40, 0.002", "3, 40, 0.3", "4, 400, 0.0", "5, 400, 0.01", "-6, 3, 0.05"})
    void shouldFoldAsObjectStateDoesAtEveryInstant(long seed, int ids, double late) {
        RandomEvents random = new RandomEvents(seed, ids, late);
        List<ObjectEvent> events = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            events.add(random.next());
        }
        EventHistory history = historyOf(events.subList(0, 600), events.subList(600, 1_000));
        TreeSet<Long> instants = new TreeSet<>();
        events.forEach(event -> instants.add(event.tsMicros()));
        instants.add(instants.first() - 1);
        instants.add(Long.MAX_VALUE);
        for (long instant : instants) {
            assertThat(history.asOf(instant))
                    .as("seed %d, instant %d", seed, instant)
                    .isEqualTo(fold(events, instant, false).objects());
        }
        for (long instant : instants) {
            double low = random.random.nextInt(200);
            long from = RandomEvents.T0 + random.random.nextInt(1_000) * RandomEvents.SECOND;
            ViewportQuery.Builder query =
                    ViewportQuery.of("SPY", RandomEvents.TIMEFRAMES.get(0)).asOf(instant);
            if (random.random.nextInt(4) > 0) {
                query.priceBand(low, low + 20);
            }
            if (random.random.nextBoolean()) {
                query.between(from, from + 100 * RandomEvents.SECOND);
            }
            ViewportQuery built = query.build();
            assertThat(history.asOf(built))
                    .as("seed %d, %s", seed, built)
                    .isEqualTo(fold(events, instant, false).objects().stream()
                            .filter(built::wants)
                            .toList());
        }
        for (int i = 0; i < ids; i += 7) {
            String id = "z" + i;
            assertThat(history.history(id))
                    .isEqualTo(events.stream()
                            .filter(event -> event.objectId().equals(id))
                            .toList());
        }
        for (int i = 0; i < events.size(); i += 250) {
            long seq = events.get(i).seq();
            List<ChartObject> changed =
                    new ArrayList<>(fold(events, Long.MAX_VALUE, true).all());
            changed.removeIf(object -> object.seq() <= seq);
            assertThat(history.changedSince(seq)).as("seq %d", seq).isEqualTo(changed);
        }
    }

    @Test
    void shouldStayExactWhenAnEventLiesInTheFuture() {
        RandomEvents random = new RandomEvents(7, 50, 0);
        List<ObjectEvent> events = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ObjectEvent event = random.next();
            if (i == 300) {
                event = ObjectEvent.create("typo", "zone", "SPY", RandomEvents.TIMEFRAMES.get(0))
                        .at(System.currentTimeMillis() * 1_000 + 400 * 86_400_000_000L)
                        .build()
                        .withSeq(event.seq());
            }
            events.add(event);
        }
        EventHistory history = historyOf(events, List.of());
        for (int i = 0; i < events.size(); i += 13) {
            long instant = events.get(i).tsMicros();
            assertThat(history.asOf(instant))
                    .isEqualTo(fold(events, instant, false).objects());
        }
    }

    @Test
    void shouldTakeInWhatIsOfferedOnlyOnce() {
        RandomEvents random = new RandomEvents(8, 20, 0);
        List<ObjectEvent> events = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            events.add(random.next());
        }
        EventHistory history = historyOf(events, events.subList(100, 200));
        assertThat(history.asOf(Long.MAX_VALUE)).isEqualTo(random.state.objects());
        ObjectEvent next = random.next();
        history.offer(next);
        history.catchUpWhenMade();
        assertThat(history.history(next.objectId())).contains(next);
    }

    @Test
    void shouldKnowNothingWhenTheBudgetIsNotEnough() {
        RandomEvents random = new RandomEvents(9, 20, 0);
        EventHistory history = new EventHistory(100_000, 16, 64);
        history.make(into -> into.accept(random.next()));
        assertThat(history.asOf(Long.MAX_VALUE)).hasSize(1);
        for (int i = 0; i < 5_000; i++) {
            history.offer(random.next());
        }
        assertThat(history.isMade()).isTrue();
        assertThat(history.asOf(Long.MAX_VALUE)).isNull();
        assertThat(history.asOf(ViewportQuery.of("SPY", RandomEvents.TIMEFRAMES.get(0))
                        .asOf(RandomEvents.T0)
                        .build()))
                .isNull();
        assertThat(history.history("z1")).isNull();
        assertThat(history.changedSince(0)).isNull();
    }

    /** Events that came late are kept as they are for folding, which takes several times what their columns take. */
    @Test
    void shouldCountWhatDisorderedObjectsTake() {
        RandomEvents random = new RandomEvents(10, 20, 0.5);
        EventHistory history = new EventHistory(600_000, 16, 64);
        history.make(into -> {
            for (int i = 0; i < 5_000; i++) {
                into.accept(random.next());
            }
        });
        assertThat(history.history("z1")).as("the columns fit").isNotEmpty();
        history.asOf(RandomEvents.T0);
        assertThat(history.asOf(RandomEvents.T0)).isNull();
    }
}
