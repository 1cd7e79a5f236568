package dev.dayfile.cli;

import dev.dayfile.ArrowStreams;
import dev.dayfile.cli.WindowOptions.Window;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Candles and objects of a window, by the reader that needs no lock. */
@Command(
        name = "viewport",
        description = {
            "Print the candles and objects of a window. Works beside a running engine, without a lock.",
            "",
            "T0, T1 and T are ISO times; without an offset they are market time. Bounds are inclusive."
        },
        footer = {
            "",
            "Example:",
            "  dayfile viewport --symbol SPY --timeframe 2m --from 2025-10-22T09:30 --to 2025-10-22T16:00",
            "  dayfile viewport --symbol SPY --timeframe 15m --last 20 --format json",
            "  dayfile viewport --symbol SPY --timeframe 1h --from-timeframe 5m --last 50",
            "  dayfile viewport --symbol SPY --timeframe 2m --last-days 5 --format arrow --out spy.arrows"
        })
final class ViewportCommand extends StoreCommand {
    @Mixin
    private WindowOptions options;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "table, csv, json or arrow, an Arrow IPC stream of the candles (default: table).")
    private ViewportFormat format = ViewportFormat.TABLE;

    @Option(names = "--out", paramLabel = "FILE", description = "Write to this file, not to standard output.")
    private Path out;

    @Option(
            names = "--objects-out",
            paramLabel = "FILE",
            description = "With --format arrow: write the objects to this file, as a stream of their own.")
    private Path objectsOut;

    /** How the answer is written; an Arrow stream is binary. */
    enum ViewportFormat {
        TABLE,
        CSV,
        JSON,
        ARROW
    }

    ViewportCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws IOException {
        if (objectsOut != null && format != ViewportFormat.ARROW) {
            throw CommandException.usage(
                    "--objects-out goes with --format arrow; other formats have the objects in them");
        }
        Window window = options.read(root());
        if (out == null) {
            print(window, out());
        } else {
            try (PrintStream file = fileStream(out)) {
                print(window, file);
                if (file.checkError()) {
                    throw new IOException("could not write the whole answer [file=" + out + "]");
                }
            }
        }
        if (objectsOut != null) {
            try (OutputStream file = Files.newOutputStream(objectsOut)) {
                ArrowStreams.writeObjects(window.viewport(), window.query(), file);
            }
        }
        return window.tellDamage(this);
    }

    private static PrintStream fileStream(Path file) throws IOException {
        return new PrintStream(new BufferedOutputStream(Files.newOutputStream(file)), false, StandardCharsets.UTF_8);
    }

    private void print(Window window, PrintStream to) throws IOException {
        ViewportPrinter printer = new ViewportPrinter(to, window.query(), window.viewport());
        switch (format) {
            case TABLE -> printer.table(window.clock().zone());
            case CSV -> printer.csv();
            case JSON -> printer.json();
            case ARROW -> ArrowStreams.writeCandles(window.viewport(), window.query(), to);
        }
        if (window.viewport().lastPartial() && (format == ViewportFormat.TABLE || format == ViewportFormat.CSV)) {
            say("the last candle may still change: the finer candles end before it does");
        }
    }
}
