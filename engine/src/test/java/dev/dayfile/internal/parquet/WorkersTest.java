package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkersTest {
    /** Where a test would hang without. */
    private static final long GENEROUS_MILLIS = 60_000;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void shouldGiveResultsInTheOrderOfTheWork(int threads) throws IOException {
        List<Integer> results = new ArrayList<>();
        try (Workers workers = new Workers(threads);
                Workers.Line<Integer> line = workers.line()) {
            for (int i = 0; i < 500; i++) {
                if (line.isFull()) {
                    results.add(line.next());
                }
                int piece = i;
                line.add(() -> piece);
            }
            while (!line.isEmpty()) {
                results.add(line.next());
            }
        }
        assertThat(results).hasSize(500).isSorted();
    }

    @Test
    void shouldWorkOnTheCallersThreadWhenItIsTheOnlyOne() throws IOException {
        try (Workers workers = new Workers(1);
                Workers.Line<Thread> line = workers.line()) {
            line.add(Thread::currentThread);
            assertThat(line.next()).isSameAs(Thread.currentThread());
        }
        assertThatThrownBy(() -> new Workers(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldThrowWhatThePieceThrewAndLeaveNobodyAtWork(int threads) throws InterruptedException {
        AtomicInteger atWork = new AtomicInteger();
        ConcurrentHashMap<Thread, Boolean> helpers = new ConcurrentHashMap<>();
        for (Throwable failure : List.of(new IOException("disk"), new IllegalStateException("bug"), new Error("vm"))) {
            assertThatThrownBy(() -> {
                        try (Workers workers = new Workers(threads);
                                Workers.Line<Integer> line = workers.line()) {
                            for (int i = 0; i < 20; i++) {
                                int piece = i;
                                line.add(() -> {
                                    helpers.put(Thread.currentThread(), true);
                                    atWork.incrementAndGet();
                                    try {
                                        if (piece == 3) {
                                            sneak(failure);
                                        }
                                        return piece;
                                    } finally {
                                        atWork.decrementAndGet();
                                    }
                                });
                            }
                            for (int i = 0; i < 20; i++) {
                                line.next();
                            }
                        }
                    })
                    .isSameAs(failure);
            assertThat(atWork).hasValue(0);
        }
        helpers.remove(Thread.currentThread());
        for (Thread helper : helpers.keySet()) {
            helper.join(GENEROUS_MILLIS);
        }
        assertThat(helpers.keySet()).noneMatch(Thread::isAlive);
    }

    /** Also when others, who may use more threads, have started many. */
    @Test
    void shouldUseNoMoreThreadsThanItMayAndTheSameOnesAgain() throws Exception {
        useThreads(8);
        for (int threads = 2; threads <= 3; threads++) {
            for (int i = 0; i < 50; i++) {
                assertThat(useThreads(threads)).isLessThanOrEqualTo(threads);
            }
        }
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch goOn = new CountDownLatch(1);
        try (Workers one = new Workers(2);
                Workers.Line<Boolean> ofOne = one.line();
                Workers other = new Workers(2);
                Workers.Line<Boolean> ofOther = other.line()) {
            for (Workers.Line<Boolean> line : List.of(ofOne, ofOther)) {
                line.add(() -> {
                    begun.countDown();
                    return goOn.await(GENEROUS_MILLIS, TimeUnit.MILLISECONDS);
                });
            }
            // Whoever is helped does not keep the other from being helped.
            assertThat(begun.await(GENEROUS_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
            goOn.countDown();
            assertThat(ofOne.next()).isTrue();
            assertThat(ofOther.next()).isTrue();
        }
    }

    /** How many were at work at once at most. */
    private static int useThreads(int threads) throws IOException {
        AtomicInteger atWork = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Workers workers = new Workers(threads);
                Workers.Line<Integer> line = workers.line()) {
            for (int i = 0; i < 40; i++) {
                line.add(() -> {
                    int now = atWork.incrementAndGet();
                    most.accumulateAndGet(now, Math::max);
                    Thread.sleep(0, 100_000);
                    return atWork.decrementAndGet();
                });
            }
            while (!line.isEmpty()) {
                line.next();
            }
        }
        return most.get();
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    @Test
    void shouldWaitForWhatHasBegunAndDropTheRestWhenItIsClosed() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicBoolean dropped = new AtomicBoolean(true);
        Thread closing;
        Workers workers = new Workers(2);
        Workers.Line<Integer> line = workers.line();
        line.add(() -> {
            begun.countDown();
            goOn.await();
            ended.set(true);
            return 1;
        });
        begun.await();
        line.add(() -> {
            dropped.set(false);
            return 2;
        });
        closing = new Thread(() -> {
            line.close();
            workers.close();
        });
        closing.start();
        while (closing.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        goOn.countDown();
        closing.join();
        assertThat(ended).isTrue();
        assertThat(dropped).isTrue();
    }
}
