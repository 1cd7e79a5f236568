package dev.dayfile.cli;

import dev.dayfile.StorageEngine;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Events from standard input through the engine, as a bot would append them. */
@Command(
        name = "append",
        description = {
            "Append events of chart objects from standard input: JSON lines.",
            "",
            "Fields: ts, action (create, update or close), object_id, type, symbol, timeframe, top, bottom, y, left,"
                    + " t_start, t_end, status, reason, step, payload. A field that is absent is unchanged, one that is"
                    + " null is cleared; other fields are ignored. A time without an offset is market time. A bad line"
                    + " is reported with its number and reason, the others go on, and the exit status is 1."
        },
        footer = {
            "",
            "Example:",
            "  echo '{\"ts\":\"2025-10-22T09:30\",\"action\":\"create\",\"object_id\":\"z1\",\"type\":\"zone\",' \\",
            "      '\"symbol\":\"SPY\",\"timeframe\":\"15m\",\"top\":672,\"bottom\":671}' | dayfile objects append --ack"
        })
final class ObjectsAppendCommand extends StoreCommand {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Option(
            names = "--ack",
            description = "Print 'N SEQ' when line N is appended, and 'durable SEQ' whenever that level advances.")
    private boolean ack;

    private long appended;
    private long refused;

    ObjectsAppendCommand(Streams streams) {
        super(streams);
    }

    @Override
    public Integer call() throws IOException {
        try (StorageEngine engine = openEngine();
                LineReader lines = new LineReader(streams().in());
                Acknowledgements acks =
                        new Acknowledgements(ack ? out() : null, "dayfile-objects-durable", () -> engine.objects()
                                .durableSeq())) {
            EventLines events = new EventLines(engine.clock());
            while (lines.next()) {
                try {
                    String line = lines.text();
                    if (!line.isBlank()) {
                        acks.appended(lines.number(), engine.objects().append(events.event(line)));
                        appended++;
                    }
                } catch (IllegalArgumentException e) {
                    refused++;
                    say("line " + lines.number() + ": " + e.getMessage());
                }
            }
            if (engine.objects().awaitDurable(acks.lastSeq(), PATIENCE)) {
                acks.durable(acks.lastSeq());
            }
        }
        say(Texts.count(appended, "event") + " appended"
                + (refused > 0 ? ", " + Texts.count(refused, "line") + " refused" : ""));
        return refused > 0 ? Exit.DATA : Exit.DONE;
    }
}
