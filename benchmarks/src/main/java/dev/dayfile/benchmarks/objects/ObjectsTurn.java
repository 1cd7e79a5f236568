package dev.dayfile.benchmarks.objects;

import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Measurement;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A case of the suite in a JVM of its own. */
public final class ObjectsTurn {
    private ObjectsTurn() {}

    public static void main(String[] args) throws Exception {
        Path answer = Path.of(args[0]);
        try {
            ChildJvm.answer(answer, run(args));
        } catch (GateException e) {
            ChildJvm.refuse(answer, e);
        }
    }

    private static List<Measurement> run(String[] args) throws Exception {
        Path root = Path.of(args[2]);
        return switch (args[1]) {
            case "append" -> LiveTurn.append(root, number(args, 3), number(args, 4));
            case "snapshot" -> LiveTurn.snapshot(root, number(args, 3), number(args, 4));
            case "band" -> LiveTurn.band(root, number(args, 3), number(args, 4), number(args, 5), false);
            case "band-while-appending" -> LiveTurn.band(root, number(args, 3), number(args, 4), 0, true);
            case "open" -> PastTurn.open(args[3], root, number(args, 4));
            case "as-of" ->
                PastTurn.asOf(
                        args[3],
                        root,
                        number(args, 4),
                        number(args, 5),
                        Runtime.getRuntime().maxMemory() / 2);
            default -> throw new IllegalArgumentException("no such case [case=" + args[1] + "]");
        };
    }

    private static int number(String[] args, int i) {
        return Integer.parseInt(args[i]);
    }

    /**
     * Writes the store with a long past.
     *
     * @param wanted how many objects there are to be in the end, about
     * @return how many there are
     */
    public static int writePast(Path root, long events, int wanted, long eventsPerDay)
            throws IOException, InterruptedException {
        EventScript script = new EventScript(wanted, eventsPerDay, false);
        EventStore.write(root, script, events);
        return script.objects().size();
    }
}
