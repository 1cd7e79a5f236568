package dev.dayfile.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the commands once on a small store, so that a JVM that takes notes meets the classes that commands need: the
 * script {@code dayfile} has it make an archive of them, from which later commands take their classes instead of out of
 * the jar. It prints nothing but what a command said that failed; the others are run all the same.
 */
final class Rehearsal {
    private static final String[] WINDOW = {
        "viewport", "--symbol", "SPY", "--timeframe", "2m", "--from", "2025-10-20T09:30", "--to", "2025-10-20T16:00"
    };

    private final Path root;
    private boolean done = true;

    private Rehearsal(Path root) {
        this.root = root;
    }

    /** Argument: a folder for the store and its input, which is made and left to the caller. */
    public static void main(String[] args) throws IOException {
        System.setProperty("java.awt.headless", "true");
        System.exit(in(Path.of(args[0])) ? Exit.DONE : Exit.DATA);
    }

    /** Returns whether every command did its work. */
    static boolean in(Path folder) throws IOException {
        Files.createDirectories(folder);
        Rehearsal rehearsal = new Rehearsal(folder.resolve("store"));
        rehearsal.run(Files.writeString(folder.resolve("rows.csv"), rows()));
        return rehearsal.done;
    }

    private static String rows() {
        StringBuilder rows = new StringBuilder("symbol,timeframe,ts,open,high,low,close,volume\n");
        for (int minute = 30; minute < 58; minute += 2) {
            rows.append("SPY,2m,2025-10-15T09:").append(minute).append(":00-04:00,670.1,670.9,669.8,670.4,120500\n");
        }
        return rows.toString();
    }

    private void run(Path rows) throws IOException {
        command("", "--help");
        command("", "--version");
        inStore("generate", "--symbols", "SPY,QQQ", "--timeframes", "2m,15m", "--days", "2", "--objects", "4");
        inStore(WINDOW);
        inStore("compact", "--all", "--grace", "0s");
        inStore("import", rows.toString());
        command(Files.readString(rows), "append", "--ack", "--root", root.toString());
        inStore(with("--format", "csv"));
        inStore(with("--format", "json"));
        inStore("objects", "current");
        inStore("verify");
        inStore("describe"); // it starts DuckDB, as 'gaps' and 'sql' do
    }

    private static String[] with(String... more) {
        List<String> all = new ArrayList<>(List.of(WINDOW));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private void inStore(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--root", root.toString()));
        command("", all.toArray(String[]::new));
    }

    private void command(String input, String... words) {
        InputStream in = new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(said, false, StandardCharsets.UTF_8);
        if (Main.run(new Streams(in, nowhere, err, false), words) != Exit.DONE) {
            done = false;
            System.err.println(String.join(" ", words) + ": " + said.toString(StandardCharsets.UTF_8));
        }
    }
}
