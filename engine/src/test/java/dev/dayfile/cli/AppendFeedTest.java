package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.StorageReader;
import dev.dayfile.TestThreads;
import dev.dayfile.model.Candle;
import dev.dayfile.model.Timeframe;
import dev.dayfile.model.ViewportQuery;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A store whose parts cannot be published, since a file stands where their folder belongs. */
@Timeout(60)
class AppendFeedTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final long T0 = 1_761_139_800_000_000L;
    private static final int SLOTS = 1024;

    @TempDir
    Path root;

    private final ByteArrayOutputStream acks = new ByteArrayOutputStream();
    private Path obstacle;
    private StorageEngine engine;

    @BeforeEach
    void blockPublishing() throws IOException {
        obstacle = Files.createFile(Files.createDirectory(root.resolve("data")).resolve("2m"));
    }

    private AppendFeed feed(Duration patience) {
        engine = StorageEngine.open(StorageConfig.builder(root).ringSlots(SLOTS).build());
        return new AppendFeed(engine, new PrintStream(acks, true, StandardCharsets.UTF_8), patience);
    }

    private static Candle candle(int i) {
        return new Candle("SPY", TF, T0 + i * TF.micros(), 1, 2, 1, 2, 5, 0);
    }

    private int stored() {
        try (StorageReader reader = StorageReader.open(root)) {
            return reader.viewport(ViewportQuery.of("SPY", TF).build())
                    .candles()
                    .size();
        }
    }

    @Test
    void shouldGiveUpWithTheLineAndTheReasonWhenTheDiskTakesNoRows() throws IOException {
        try (AppendFeed feed = feed(Duration.ofMillis(200))) {
            for (int i = 0; i < SLOTS; i++) {
                assertThat(feed.append(i + 2, candle(i))).isTrue();
            }
            while (engine.stats().lastError() == null) {
                Thread.onSpinWait();
            }
            assertThatThrownBy(() -> feed.append(SLOTS + 2, candle(SLOTS)))
                    .hasMessageContainingAll("line 1026 was not appended", "disk takes no rows", obstacle.toString())
                    .isInstanceOfSatisfying(CommandException.class, e -> assertThat(e.exitCode())
                            .isEqualTo(Exit.MACHINE));
            assertThat(acks.toString(StandardCharsets.UTF_8).lines()).last().isEqualTo("1025 1024");
            Files.delete(obstacle); // so that closing need not wait
        }
        assertThat(stored()).isEqualTo(SLOTS);
    }

    @Test
    void shouldEndWhenItIsToldToAlthoughARowWaitsForRoom() throws Exception {
        AppendFeed feed = feed(Duration.ofSeconds(50));
        CompletableFuture<Integer> appended = TestThreads.supply(() -> {
            int rows = 0;
            while (feed.append(rows + 2, candle(rows))) {
                rows++;
            }
            return rows;
        });
        while (!acks.toString(StandardCharsets.UTF_8).contains("1025 1024")) {
            Thread.onSpinWait();
        }
        Thread ending = new Thread(feed::close, "ending");
        ending.start();
        while (ending.getState() != Thread.State.TIMED_WAITING) {
            Thread.sleep(1); // it waits for the rows in the ring, no longer for the row without room
        }
        Files.delete(obstacle);
        ending.join();
        assertThat(appended.get(10, TimeUnit.SECONDS)).isEqualTo(SLOTS);
        assertThat(stored()).isEqualTo(SLOTS);
    }
}
