package dev.dayfile.internal.object;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The index finds what a look at every object finds, in the order of ids, also while it changes. */
class LiveObjectsTest {
    private static final Timeframe FINE = RandomEvents.TIMEFRAMES.get(0);
    private static final Timeframe COARSE = RandomEvents.TIMEFRAMES.get(1);

    private static List<ChartObject> found(LiveObjects live, ViewportQuery query) {
        List<ChartObject> out = new ArrayList<>();
        live.addTo(query, out);
        return out;
    }

    private static List<ChartObject> naive(ObjectState state, ViewportQuery query) {
        return state.objects().stream().filter(query::wants).toList();
    }

    private static ViewportQuery randomQuery(Random random) {
        ViewportQuery.Builder query = ViewportQuery.of(
                RandomEvents.SYMBOLS.get(random.nextInt(2)), RandomEvents.TIMEFRAMES.get(random.nextInt(2)));
        if (random.nextInt(4) > 0) {
            double one = random.nextInt(220) - 10;
            query.priceBand(one, random.nextInt(6) == 0 ? Double.POSITIVE_INFINITY : one + random.nextInt(40));
        }
        if (random.nextBoolean()) {
            long from = RandomEvents.T0 + random.nextInt(1_000) * RandomEvents.SECOND;
            query.between(from, from + random.nextInt(200) * RandomEvents.SECOND);
        }
        if (random.nextBoolean()) {
            query.objectTimeframes(FINE, COARSE);
        }
        return query.build();
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 0", "2, 60, 0", "3, 3000, 0", "4, 3000, 2000", "-5, 9000, 6000"})
    void shouldFindWhatALookAtEveryObjectFinds(long seed, int ids, int before) {
        RandomEvents random = new RandomEvents(seed, ids, 0.1);
        long seq = 0;
        for (int i = 0; i < before; i++) {
            seq = random.next().seq();
        }
        LiveObjects live = new LiveObjects(random.state.objects(), seq);
        for (int i = 0; i < 3_000; i++) {
            ObjectEvent event = random.next();
            // as the book takes it in: the state of the object behind the event, which may be its removal
            ChartObject after = random.state.find(event.objectId());
            live.take(after == null ? removed(event) : after, event.seq());
            if (i % 10 == 0) {
                ViewportQuery query = randomQuery(random.random);
                assertThat(found(live, query))
                        .as("seed %d, event %d, %s", seed, i, query)
                        .isEqualTo(naive(random.state, query));
            }
        }
        assertThat(live.everything().objects()).isEqualTo(random.state.objects());
    }

    @Test
    void shouldAnswerRightAfterAQueryThatEndedInAnError() {
        RandomEvents random = new RandomEvents(6, 3_000, 0.1);
        LiveObjects live = new LiveObjects(List.of(), 0);
        for (int i = 0; i < 3_000; i++) {
            ObjectEvent event = random.next();
            ChartObject after = random.state.find(event.objectId());
            live.take(after == null ? removed(event) : after, event.seq());
        }
        for (int i = 0; i < 200; i++) {
            ViewportQuery query = randomQuery(random.random);
            List<ChartObject> expected = naive(random.state, query);
            int room = random.random.nextInt(30);
            List<ChartObject> full = new ArrayList<>() {
                private static final long serialVersionUID = 1L;

                @Override
                public boolean add(ChartObject object) {
                    if (size() >= room) {
                        throw new OutOfMemoryError("planted");
                    }
                    return super.add(object);
                }
            };
            if (expected.size() > room) {
                assertThatThrownBy(() -> live.addTo(query, full)).isInstanceOf(OutOfMemoryError.class);
            }
            ViewportQuery other = randomQuery(random.random);
            assertThat(found(live, other)).as(other.toString()).isEqualTo(naive(random.state, other));
        }
    }

    private static ChartObject removed(ObjectEvent close) {
        return ChartObject.created(close); // of which only id, symbol, timeframe, status and sequence count
    }

    @Test
    void shouldShowReadersOneSequenceInAllGroupsWhileTheWriterGoesOn() throws Exception {
        int events = 40_000;
        AtomicLongArray sums = new AtomicLongArray(events + 1);
        LiveObjects live = new LiveObjects(List.of(), 0);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService readers = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> reading = new ArrayList<>();
            for (int r = 0; r < 2; r++) {
                int seed = r;
                reading.add(readers.submit(() -> read(live, sums, done, new Random(seed))));
            }
            // Objects hop between the timeframes: closed in one, then created in the other.
            Random random = new Random(11);
            ChartObject[] objects = new ChartObject[500];
            long sum = 0;
            for (int seq = 1; seq <= events; seq++) {
                int i = random.nextInt(objects.length);
                ChartObject after;
                if (objects[i] == null || random.nextBoolean()) {
                    Timeframe timeframe = objects[i] == null
                            ? RandomEvents.TIMEFRAMES.get(random.nextInt(2))
                            : objects[i].timeframe();
                    after = ChartObject.created(ObjectEvent.create("z" + i, "zone", "SPY", timeframe)
                            .level(i % 100)
                            .at(RandomEvents.T0)
                            .build()
                            .withSeq(seq));
                    sum += after.seq() - (objects[i] == null ? 0 : objects[i].seq());
                    objects[i] = after;
                } else {
                    after = ChartObject.created(ObjectEvent.close("z" + i)
                            .at(RandomEvents.T0)
                            .build()
                            .drawnAs("zone", "SPY", objects[i].timeframe())
                            .withSeq(seq));
                    sum -= objects[i].seq();
                    objects[i] = null;
                }
                sums.set(seq, sum);
                live.take(after, seq);
            }
            done.set(true);
            for (Future<?> reader : reading) {
                reader.get();
            }
        } finally {
            done.set(true);
            readers.shutdownNow();
        }
    }

    private static void read(LiveObjects live, AtomicLongArray sums, AtomicBoolean done, Random random) {
        List<ChartObject> out = new ArrayList<>();
        ViewportQuery both =
                ViewportQuery.of("SPY", FINE).objectTimeframes(FINE, COARSE).build();
        while (!done.get()) {
            LiveObjects.Everything all = live.everything();
            assertThat(all.objects().stream().mapToLong(ChartObject::seq).sum()).isEqualTo(sums.get((int) all.seq()));
            out.clear();
            double low = random.nextInt(100);
            live.addTo(
                    random.nextBoolean()
                            ? both
                            : ViewportQuery.of("SPY", FINE)
                                    .objectTimeframes(FINE, COARSE)
                                    .priceBand(low, low + 10)
                                    .build(),
                    out);
            for (int i = 1; i < out.size(); i++) {
                assertThat(ObjectFiles.BY_ID.compare(out.get(i - 1), out.get(i)))
                        .isNegative(); // and none twice
            }
        }
    }

    @Test
    void shouldAllocateNothingWhereTheListHasItsSize() {
        RandomEvents random = new RandomEvents(12, 5_000, 0);
        for (int i = 0; i < 8_000; i++) {
            random.next();
        }
        LiveObjects live = new LiveObjects(random.state.objects(), 100_000);
        ObjectEvent next = ObjectEvent.create("new", "zone", "SPY", FINE)
                .band(50, 60)
                .at(RandomEvents.T0)
                .build()
                .withSeq(100_001);
        live.take(ChartObject.created(next), 100_001);
        ViewportQuery band = ViewportQuery.of("SPY", FINE).priceBand(50, 60).build();
        ViewportQuery all = ViewportQuery.of("SPY", FINE).build();
        List<ChartObject> out = new ArrayList<>();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 20; round++) { // what the compiler allocates is of the first ones
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 500; i++) {
                out.clear();
                live.addTo(band, out);
                out.clear();
                live.addTo(all, out);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(out).hasSizeGreaterThan(500);
        assertThat(least).isZero();
    }

    @Test
    void shouldOrderIdsAsTheirBytesInUtf8() {
        List<String> ids =
                List.of("a", "ab", "b", "\u00e9", "\uffee", "\ud83d\ude00", "\ud83d\ude01", "z\ud83d\ude00", "z\uffee");
        for (String a : ids) {
            for (String b : ids) {
                int bytes =
                        Arrays.compareUnsigned(a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
                assertThat(Integer.signum(ObjectFiles.compareIds(a, b)))
                        .as("%s and %s", a, b)
                        .isEqualTo(Integer.signum(bytes));
            }
        }
    }
}
