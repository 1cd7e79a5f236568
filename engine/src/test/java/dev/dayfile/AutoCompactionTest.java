package dev.dayfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.ForwardingDisk;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the runbook promises of the schedule: a day that fails is told and tried again in five minutes, the others go on. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AutoCompactionTest {
    private static final Timeframe TWO = Timeframe.parse("2m");
    private static final Timeframe FIVE = Timeframe.parse("5m");
    private static final LocalDate DAY = LocalDate.of(2025, 10, 22);
    private static final LocalDate NEXT = DAY.plusDays(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path root;

    private final BadDisk disk = new BadDisk();
    private final FakeClock clock = new FakeClock(Instant.parse("2025-10-24T03:00:00Z"));
    private final List<String> heard = new ArrayList<>();
    private StorageEngine engine;
    private AutoCompaction compaction;

    @BeforeEach
    void aStoreWithDaysThatWait() {
        engine = StorageEngine.open(
                StorageConfig.builder(root)
                        .ringSlots(1024)
                        .flushInterval(Duration.ofMillis(1))
                        .build(),
                disk);
        for (Timeframe timeframe : List.of(TWO, FIVE)) {
            for (LocalDate day : List.of(DAY, NEXT)) {
                append(timeframe, day);
            }
        }
        long event = engine.objects()
                .append(ObjectEvent.create("z1", "zone", "SPY", TWO)
                        .band(2, 1)
                        .at(IsoTime.parse(DAY + "T14:00:00Z"))
                        .build());
        assertThat(engine.objects().awaitVisible(event, PATIENCE)).isTrue();
        StorageListener listener = new Listener();
        compaction = new AutoCompaction(
                engine.days(),
                engine.objects(),
                new StoreLayout(root),
                new CompactionSchedule(engine.calendar(), engine.clock(), Duration.ofMinutes(30)),
                call -> call.accept(listener),
                clock,
                () -> false);
    }

    @AfterEach
    void close() {
        disk.fault = null;
        engine.close();
    }

    private void append(Timeframe timeframe, LocalDate day) {
        long seq = engine.candles("SPY", timeframe).append(IsoTime.parse(day + "T14:00:00Z"), 2, 3, 1, 2, 1);
        assertThat(engine.awaitVisible(seq, PATIENCE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "bug", "disk"})
    void shouldTellOfADayThatFailsGoOnWithTheOthersAndTryItAgain(String what) {
        disk.fault = path -> path.endsWith("2m/" + DAY) && isIn("Compactor", "compact") ? fault(what) : null;
        assertThatThrownBy(compaction::tick).isInstanceOf(StorageException.class);
        assertThat(heard)
                .containsExactly(
                        "begun 5", "failed 2m " + DAY, "2m " + NEXT, "5m " + DAY, "5m " + NEXT, "objects " + DAY);

        heard.clear();
        disk.fault = null;
        clock.now = clock.now.plus(Duration.ofMinutes(5)).minusMillis(1);
        compaction.tick();
        assertThat(heard).as("not yet").isEmpty();
        clock.now = clock.now.plusMillis(1);
        compaction.tick();
        assertThat(heard).containsExactly("begun 1", "2m " + DAY);
        assertSleepsUntilTheNextClose();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory", "bug", "disk"})
    void shouldTellOfALookThatFailsGoOnWithWhatItKnowsAndLookAgain(String what) {
        disk.fault = path -> path.endsWith("data/2m") ? fault(what) : null;
        assertThatThrownBy(compaction::tick).isInstanceOf(StorageException.class);
        assertThat(heard).containsExactly("look failed", "begun 3", "5m " + DAY, "5m " + NEXT, "objects " + DAY);

        heard.clear();
        disk.fault = path -> path.endsWith("data") ? fault(what) : null;
        clock.now = clock.now.plus(Duration.ofMinutes(5));
        assertThatThrownBy(compaction::tick).isInstanceOf(StorageException.class);
        assertThat(heard).containsExactly("look failed");

        heard.clear();
        disk.fault = null;
        clock.now = clock.now.plus(Duration.ofMinutes(5));
        compaction.tick();
        assertThat(heard).containsExactly("begun 2", "2m " + DAY, "2m " + NEXT);
        assertSleepsUntilTheNextClose();
    }

    @Test
    void shouldTryAgainWhereTheListenerItselfCannotBeTold() {
        AutoCompaction deaf = new AutoCompaction(
                engine.days(),
                engine.objects(),
                new StoreLayout(root),
                new CompactionSchedule(engine.calendar(), engine.clock(), Duration.ofMinutes(30)),
                call -> {
                    throw new OutOfMemoryError("a test's");
                },
                clock,
                () -> false);
        assertThatThrownBy(deaf::tick).isInstanceOf(OutOfMemoryError.class);
        clock.now = clock.now.plus(Duration.ofMinutes(5));
        assertThatThrownBy(deaf::tick).as("it has not gone to sleep").isInstanceOf(OutOfMemoryError.class);
    }

    /** The day that is open at the fake time: 2025-10-24 closes at 20:00 UTC. */
    private void assertSleepsUntilTheNextClose() {
        heard.clear();
        LocalDate open = LocalDate.of(2025, 10, 24);
        append(TWO, open);
        clock.now = Instant.parse("2025-10-24T20:29:59Z");
        compaction.tick();
        assertThat(heard).isEmpty();
        clock.now = Instant.parse("2025-10-24T20:30:00Z");
        compaction.tick();
        assertThat(heard).containsExactly("begun 1", "2m " + open);
    }

    @Test
    void shouldRunTasksOnWhateverTheyThrow() throws InterruptedException {
        try (Housekeeper housekeeper = new Housekeeper()) {
            AtomicInteger runs = new AtomicInteger();
            CountDownLatch enough = new CountDownLatch(4);
            housekeeper.every(Duration.ofMillis(1), () -> {
                enough.countDown();
                switch (runs.incrementAndGet()) {
                    case 1 -> throw new OutOfMemoryError("a test's");
                    case 2 -> throw new IllegalStateException();
                    case 3 -> throw new StackOverflowError();
                    default -> {
                        // all is well
                    }
                }
            });
            assertThat(enough.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(housekeeper.lastError()).contains("StackOverflowError");
        }
    }

    @Test
    void shouldTakeTasksAfterTheCloseWithoutAWord() {
        Housekeeper housekeeper = new Housekeeper();
        housekeeper.close();
        housekeeper.after(Duration.ZERO, () -> {
            throw new AssertionError("run after the close");
        });
        assertThat(housekeeper.lastError()).isNull();
    }

    private static Throwable fault(String what) {
        return switch (what) {
            case "memory" -> new OutOfMemoryError("a test's");
            case "bug" -> new IllegalArgumentException("a test's");
            default -> new IOException("Too many open files");
        };
    }

    private static boolean isIn(String type, String method) {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().endsWith("." + type)
                        && frame.getMethodName().equals(method)));
    }

    private final class Listener implements StorageListener {
        @Override
        public void compactionBegun(int days) {
            heard.add("begun " + days);
        }

        @Override
        public void compactionFailed(Timeframe timeframe, LocalDate day, StorageException failure) {
            assertThat(failure).hasMessageContaining("2m");
            heard.add("failed " + timeframe + " " + day);
            assertThat(engine.isCompacted(timeframe, day)).isFalse();
        }

        @Override
        public void compactionLookFailed(StorageException failure) {
            heard.add("look failed");
        }
    }

    /** Says which days were compacted, since the engine tells a listener of its own. */
    private final class BadDisk extends ForwardingDisk {
        volatile Fault fault;

        BadDisk() {
            super(Disk.LOCAL);
        }

        @Override
        public List<Entry> list(Path folder) throws IOException {
            check(folder);
            return super.list(folder);
        }

        @Override
        public List<Entry> listNames(Path folder) throws IOException {
            check(folder);
            return super.listNames(folder);
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
            super.rename(from, to);
            String name = to.getFileName().toString();
            if (name.matches("\\d{4}-\\d\\d-\\d\\d\\.parquet")) {
                String family = to.startsWith(root.resolve("objects"))
                        ? "objects"
                        : to.getParent().getFileName().toString();
                heard.add(family + " " + name.substring(0, 10));
            }
        }

        private void check(Path folder) throws IOException {
            Fault now = fault;
            Throwable thrown = now == null ? null : now.of(folder);
            if (thrown instanceof IOException e) {
                throw e;
            }
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
        }
    }

    private interface Fault {
        Throwable of(Path folder);
    }

    private static final class FakeClock extends Clock {
        volatile Instant now;

        FakeClock(Instant now) {
            this.now = now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
