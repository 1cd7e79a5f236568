package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.TestThreads;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AppendCommandTest {
    private static final String HEADER = "symbol,timeframe,ts,open,high,low,close,volume\n";

    @TempDir
    private Path root;

    private CommandRun append(String input, String... options) {
        String[] args = new String[options.length + 3];
        args[0] = "append";
        args[1] = "--root";
        args[2] = root.toString();
        System.arraycopy(options, 0, args, 3, options.length);
        return CommandRun.runWithInput(input, args);
    }

    private List<String> stored(String symbol, String timeframe) {
        CommandRun run = CommandRun.run(
                "viewport", "--root", root.toString(), "--symbol", symbol, "--timeframe", timeframe, "--format", "csv");
        assertThat(run.exit()).as(run.err()).isZero();
        return run.outLines().subList(1, run.outLines().size());
    }

    @Test
    void shouldAppendCsvAndJsonAndKeepAbsentVolumeAbsent() {
        CommandRun csv = append(
                HEADER + "SPY,2m,2025-10-22T09:30,1.5,2,1,1.75,100\n" + "SPY,2m,2025-10-22T09:32:00Z,1.5,2,1,1.75,\n");
        assertThat(csv).isEqualTo(new CommandRun(0, "", ""));
        CommandRun json = append("{\"symbol\":\"BRK.B\",\"timeframe\":\"15m\",\"ts\":\"2025-10-22T20:30:00.290417\","
                + "\"open\":1,\"high\":2,\"low\":1,\"close\":1.5}\n");
        assertThat(json).isEqualTo(new CommandRun(0, "", ""));
        assertThat(stored("SPY", "2m"))
                .extracting(line -> line.substring(0, line.lastIndexOf(',')))
                .containsExactly(
                        "2025-10-22T09:32:00.000000+00:00,1.5,2,1,1.75,",
                        "2025-10-22T13:30:00.000000+00:00,1.5,2,1,1.75,100");
        assertThat(stored("BRK.B", "15m"))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("2025-10-23T00:30:00.290417+00:00,1,2,1,1.5,,");
        assertThat(root.resolve("data/15m/2025-10-22")).isDirectory();
    }

    @Test
    void shouldAcknowledgeEachLineAndTheDurableLevelInOrder() {
        CommandRun run = append(
                HEADER + "SPY,2m,2025-10-22T09:30,1,2,1,2,5\nbad\n\nSPY,2m,2025-10-22T09:32,1,2,1,2,5\n", "--ack");
        assertThat(run.exit()).isEqualTo(Exit.DATA);
        assertThat(run.err()).startsWith("line 3: ").endsWith("1 line refused\n");
        List<String> acks = run.outLines().stream()
                .filter(line -> !line.startsWith("durable"))
                .toList();
        assertThat(acks).hasSize(2);
        assertThat(acks.get(0)).startsWith("2 ");
        assertThat(acks.get(1)).startsWith("5 ");
        String lastSeq = acks.get(1).substring(2);
        assertThat(run.outLines().get(run.outLines().size() - 1)).isEqualTo("durable " + lastSeq);
        long appended = 0;
        long durable = 0;
        for (String line : run.outLines()) {
            long seq = Long.parseLong(line.substring(line.indexOf(' ') + 1));
            if (line.startsWith("durable")) {
                assertThat(seq).isGreaterThan(durable).isLessThanOrEqualTo(appended);
                durable = seq;
            } else {
                assertThat(seq).isGreaterThan(appended);
                appended = seq;
            }
        }
    }

    @Test
    void shouldLetTheLaterOfTwoRowsOfOneKeyWin() {
        append(HEADER + "SPY,2m,2025-10-22T09:30,1,2,1,2,5\nSPY,2m,2025-10-22T09:30,1,3,1,2.5,6\n");
        assertThat(stored("SPY", "2m")).hasSize(1).first().asString().contains(",1,3,1,2.5,6,");
    }

    /** A bot keeps its pipe open for hours; what it sent must be acknowledged and durable meanwhile. */
    @Test
    @Timeout(60)
    void shouldAcknowledgePromptlyWhileTheInputStaysOpen() throws Exception {
        PipedOutputStream bot = new PipedOutputStream();
        PipedInputStream input = new PipedInputStream(bot);
        LineSink acks = new LineSink();
        Streams streams = new Streams(
                input,
                new PrintStream(acks, false, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                false);
        CompletableFuture<Integer> exit =
                TestThreads.supply(() -> Main.run(streams, "append", "--ack", "--root", root.toString()));
        bot.write((HEADER + "SPY,2m,2025-10-22T09:30,1,2,1,2,5\n").getBytes(StandardCharsets.UTF_8));
        bot.flush();
        acks.await("2 ");
        acks.await("durable ");
        assertThat(exit).isNotDone();
        bot.write("SPY,2m,2025-10-22T09:32,1,2,1,2,5\n".getBytes(StandardCharsets.UTF_8));
        bot.close();
        assertThat(exit.get(30, TimeUnit.SECONDS)).isZero();
        assertThat(stored("SPY", "2m")).hasSize(2);
    }

    @Test
    void shouldLoseNoRowWhenTheReaderOfAcknowledgementsGoesAway() {
        OutputStream brokenPipe = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        StringBuilder rows = new StringBuilder(HEADER);
        for (int minute = 0; minute < 50; minute++) {
            rows.append(String.format("SPY,1m,2025-10-22T10:%02d,1,2,1,2,5%n", minute));
        }
        Streams streams = new Streams(
                new ByteArrayInputStream(rows.toString().getBytes(StandardCharsets.UTF_8)),
                new PrintStream(brokenPipe, false, StandardCharsets.UTF_8),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                false);
        assertThat(Main.run(streams, "append", "--ack", "--root", root.toString()))
                .isZero();
        assertThat(stored("SPY", "1m")).hasSize(50);
    }

    /** The signal comes while the process waits for its next row, as it does for a bot most of the time. */
    @Test
    @Timeout(60)
    void shouldMakeRowsDurableWhenTheProcessIsToldToEnd() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "append",
                        "--ack",
                        "--root",
                        root.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (OutputStream input = process.getOutputStream();
                BufferedReader acks = process.inputReader(StandardCharsets.UTF_8)) {
            input.write((HEADER + "SPY,2m,2025-10-22T09:30,1,2,1,2,5\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
            String acknowledged = acks.readLine();
            assertThat(acknowledged).startsWith("2 ");
            process.toHandle().destroy(); // Process.destroy() would close the streams that are still to be read
            assertThat(acks.lines()).last().isEqualTo("durable " + acknowledged.substring(2));
            assertThat(process.waitFor()).as("128 + SIGTERM").isEqualTo(143);
        } finally {
            process.destroyForcibly();
        }
        assertThat(stored("SPY", "2m")).hasSize(1);
    }

    @Test
    void shouldExitWith3WhenAnotherEngineHoldsTheStore() {
        try (StorageEngine holder =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            CommandRun run = append(HEADER);
            assertThat(run.exit()).isEqualTo(Exit.MACHINE);
            assertThat(run.err())
                    .startsWith("dayfile: ")
                    .contains("LOCKED")
                    .contains(Long.toString(ProcessHandle.current().pid()))
                    .hasLineCount(1);
            assertThat(holder.stats().appendedRows()).isZero();
        }
    }

    @Test
    void shouldExitWith2WhenTheHeaderLacksAColumn() {
        CommandRun run = append("symbol,timeframe,ts,open,high,low\nSPY,2m,2025-10-22T09:30,1,2,1\n");
        assertThat(run.exit()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).contains("no column close");
    }

    /** Collects what is printed and lets a test wait for a line. */
    private static final class LineSink extends OutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            bytes.write(b);
            notifyAll();
        }

        synchronized void await(String start) throws InterruptedException {
            while (bytes.toString(StandardCharsets.UTF_8).lines().noneMatch(line -> line.startsWith(start))) {
                wait();
            }
        }
    }
}
