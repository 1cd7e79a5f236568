package dev.dayfile.cli;

import dev.dayfile.cli.WindowOptions.Window;
import dev.dayfile.cli.chart.CandleChart;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Candles and objects of a window as a picture. */
@Command(
        name = "chart",
        description = {
            "Draw the candles and objects of a window, as 'viewport' prints them, into a PNG file. Works beside a running"
                    + " engine, without a lock, and on a machine without a screen.",
            "",
            "T0, T1 and T are ISO times; without an offset they are market time. Bounds are inclusive. The time axis counts"
                    + " candles: nights and weekends take no room. The price axis ends at --low and --high, and without them"
                    + " at the candles. A window without candles makes a picture that says so."
        },
        footer = {
            "",
            "Example:",
            "  dayfile chart --symbol SPY --timeframe 2m --last-days 1 --out spy.png",
            "  dayfile chart --symbol SPY --timeframe 1h --from-timeframe 5m --last 50 --out spy.png",
            "  dayfile chart --symbol SPY --timeframe 15m --as-of 2025-10-22T12:00 --width 1920 --out spy.png"
        })
final class ChartCommand extends StoreCommand {
    static final int WIDTH = 1280;
    static final int HEIGHT = 720;

    /** Below, the labels have no room. */
    private static final int LEAST_WIDTH = 320;

    private static final int LEAST_HEIGHT = 240;

    /** Of the largest screens; the whole picture is in memory, 4 bytes a pixel. */
    private static final int MOST_WIDTH = 7680;

    private static final int MOST_HEIGHT = 4320;

    @Mixin
    private WindowOptions options;

    @Option(
            names = "--out",
            required = true,
            paramLabel = "FILE.png",
            description = "The picture; a file of that name is replaced. Its folder must be there.")
    private Path out;

    @Option(
            names = "--width",
            paramLabel = "PIXELS",
            description = LEAST_WIDTH + " to " + MOST_WIDTH + " (default: " + WIDTH + ").")
    private int width = WIDTH;

    @Option(
            names = "--height",
            paramLabel = "PIXELS",
            description = LEAST_HEIGHT + " to " + MOST_HEIGHT + " (default: " + HEIGHT + ").")
    private int height = HEIGHT;

    ChartCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() {
        requireBetween("width", width, LEAST_WIDTH, MOST_WIDTH);
        requireBetween("height", height, LEAST_HEIGHT, MOST_HEIGHT);
        if (!out.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw CommandException.usage("a chart is a PNG file, so its name ends in .png [out=" + out + "]");
        }
        WholeFile.requirePlace(out); // before the store is read, which may take its time
        Window window = options.read(root());
        Throwable lacking = CandleChart.cannotDraw();
        if (lacking != null) {
            throw CommandException.machine(
                    "this machine cannot draw; it takes a font and a Java with its desktop part [" + lacking + "]",
                    lacking);
        }
        WholeFile.write(
                out,
                new CandleChart(
                                window.query(),
                                window.viewport(),
                                window.clock().zone(),
                                "")
                        .png(width, height));
        if (window.viewport().candles().size() == 0) {
            say("no candles in this window; the picture says so");
        }
        return window.tellDamage(this);
    }

    private static void requireBetween(String name, int pixels, int least, int most) {
        if (pixels < least || pixels > most) {
            throw CommandException.usage("the " + name + " of a picture is " + least + " to " + most + " pixels ["
                    + name + "=" + pixels + "]");
        }
    }
}
