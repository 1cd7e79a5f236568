package dev.dayfile.internal.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.io.FaultyDisk;
import dev.dayfile.internal.io.FolderGate;
import dev.dayfile.internal.io.Publisher;
import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.internal.parquet.ObjectFiles;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.MarketClock;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.StorageException;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A close of the events' way in by a thread that others interrupt, as when a pool is shut down. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventCloseTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final int EVENTS = 3;
    private static final int INTERRUPTS = 20;

    @TempDir
    Path root;

    private final FaultyDisk disk = new FaultyDisk(Disk.LOCAL);

    private EventIngest open(Duration closeTimeout) {
        return EventIngest.open(
                new EventContext(
                        disk,
                        new StoreLayout(root),
                        MarketClock.NEW_YORK,
                        new Publisher(disk, true),
                        new FolderGate(),
                        IngestFixture.WRITER,
                        64,
                        Duration.ofMillis(1),
                        closeTimeout),
                PartListener.NONE,
                () -> 0);
    }

    private EventIngest openWithEventsThatCannotBeWritten(Duration closeTimeout) throws IOException {
        Files.createDirectories(new StoreLayout(root).state());
        EventIngest ingest = open(closeTimeout);
        disk.failEvery(FaultyDisk.Call.FORCE, () -> new IOException("Input/output error"));
        for (int i = 0; i < EVENTS; i++) {
            ingest.append(ObjectEvent.create("z" + i, "zone", "SPY", TF)
                    .band(2, 1)
                    .at(IsoTime.parse("2025-10-22T13:30:00Z"))
                    .build());
        }
        return ingest;
    }

    private List<Long> seqsInParts() throws IOException {
        List<Long> seqs = new ArrayList<>();
        try (Stream<Path> files = Files.walk(new StoreLayout(root).objectTimeline())) {
            for (Path file : files.filter(file -> file.toString().endsWith(StoreLayout.PARQUET))
                    .toList()) {
                new ObjectFiles(Disk.LOCAL).readEvents(file).events().forEach(event -> seqs.add(event.seq()));
            }
        }
        return seqs;
    }

    /** What the thread that closes had left when it was done: whether it was interrupted. */
    private static final class Closing {
        private final FutureTask<Boolean> close;
        private final Thread thread;

        Closing(EventIngest ingest) {
            close = new FutureTask<>(() -> {
                ingest.close();
                return Thread.currentThread().isInterrupted();
            });
            thread = new Thread(close);
        }

        /** Interrupts it where it waits, and waits until it has taken note and waits again. */
        void interruptAWait() {
            awaitWaiting();
            thread.interrupt();
            while (thread.isInterrupted() && !close.isDone()) {
                Thread.onSpinWait();
            }
        }

        private void awaitWaiting() {
            while (thread.getState() != Thread.State.TIMED_WAITING && !close.isDone()) {
                Thread.onSpinWait();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldWriteTheLastEventsWhoeverInterruptsTheClose(boolean alsoBefore) throws Exception {
        EventIngest ingest = openWithEventsThatCannotBeWritten(IngestFixture.SOON);
        Closing closing = new Closing(ingest);
        closing.thread.start();
        if (alsoBefore) {
            closing.thread.interrupt();
        }
        for (int i = 0; i < INTERRUPTS; i++) {
            closing.interruptAWait();
        }
        closing.awaitWaiting();
        assertThat(closing.close.isDone()).as("it waits on").isFalse();
        disk.heal();
        assertThat(closing.close.get(60, TimeUnit.SECONDS))
                .as("the interrupt is the caller's")
                .isTrue();
        assertThat(seqsInParts()).containsExactlyInAnyOrder(1L, 2L, 3L);
        try (EventIngest again = open(IngestFixture.SOON)) {
            assertThat(again.replayed()).isZero();
        }
    }

    @Test
    void shouldGiveUpInTimeAndKeepTheEventsWhoeverInterruptsTheClose() throws Exception {
        EventIngest ingest = openWithEventsThatCannotBeWritten(Duration.ofMillis(200));
        Closing closing = new Closing(ingest);
        closing.thread.start();
        while (!closing.close.isDone()) {
            closing.interruptAWait();
        }
        Throwable failure = catchThrowableOfType(ExecutionException.class, closing.close::get)
                .getCause();
        assertThat(failure)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("stay in the ring and are replayed at the next open [events up to=3");
        disk.heal();
        try (EventIngest again = open(IngestFixture.SOON)) {
            assertThat(again.replayed()).isEqualTo(EVENTS);
        }
        assertThat(seqsInParts()).containsExactlyInAnyOrder(1L, 2L, 3L);
    }
}
