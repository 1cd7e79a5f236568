package dev.dayfile.cli;

import dev.dayfile.model.Candle;
import dev.dayfile.model.ImportDefaults;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Rows from standard input through the engine, as a bot would append them. */
@Command(
        name = "append",
        description = {
            "Append candles from standard input: JSON lines, or CSV with a header.",
            "",
            "Fields: symbol, timeframe, ts, open, high, low, close, volume; volume may be absent, and other fields are"
                    + " ignored. A ts without an offset is market time. A bad line is reported with its number and"
                    + " reason, the others go on, and the exit status is 1."
        },
        footer = {
            "",
            "Example:",
            "  { echo symbol,timeframe,ts,open,high,low,close",
            "    echo SPY,2m,2025-10-22T09:30,671.1,671.5,671,671.4; } | dayfile append --ack"
        })
final class AppendCommand extends StoreCommand {
    @Option(
            names = "--ack",
            description = "Print 'N SEQ' when line N is appended, and 'durable SEQ' whenever that level advances.")
    private boolean ack;

    private long refused;

    AppendCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws IOException {
        try (AppendFeed feed = new AppendFeed(openEngine(), ack ? out() : null, PatientAppends.PATIENCE)) {
            CandleLines lines = new CandleLines(streams().in(), ImportDefaults.NONE, feed.clock(), this::refuse);
            boolean open = true;
            Candle candle = lines.next();
            while (open && candle != null) {
                try {
                    open = feed.append(lines.line(), candle);
                } catch (IllegalArgumentException e) {
                    refuse(lines.line(), e.getMessage());
                }
                candle = open ? lines.next() : null;
            }
        }
        if (refused > 0) {
            say(Texts.count(refused, "line") + " refused");
        }
        return refused > 0 ? Exit.DATA : Exit.DONE;
    }

    private void refuse(long line, String reason) {
        refused++;
        say("line " + line + ": " + reason);
    }
}
