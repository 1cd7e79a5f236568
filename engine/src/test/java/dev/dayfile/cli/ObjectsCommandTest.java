package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands about objects, as a script uses them. */
class ObjectsCommandTest {
    private static final String CREATE = "{\"ts\":\"2025-10-22T09:30\",\"action\":\"create\",\"object_id\":\"z1\","
            + "\"type\":\"zone\",\"symbol\":\"SPY\",\"timeframe\":\"15m\",\"top\":672,\"bottom\":671.25,"
            + "\"t_start\":\"2025-10-22T09:30\",\"mine\":[1],\"payload\":{\"n\" : 1.50,\"t\":\"}\"} }";

    @TempDir
    private Path root;

    private CommandRun run(String input, String... args) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(List.of("--root", root.toString()));
        return CommandRun.runWithInput(input, all.toArray(new String[0]));
    }

    @Test
    void shouldAppendShowAndTellWhatWasRefused() {
        CommandRun append = run(
                CREATE + "\n\n"
                        + "{\"ts\":\"2025-10-22T10:00\",\"action\":\"update\",\"object_id\":\"z1\",\"top\":null,\"status\":\"tested\"}\n"
                        + "{\"ts\":\"2025-10-22T10:00\",\"action\":\"update\",\"object_id\":\"no\"}\n"
                        + "{\"ts\":\"2025-10-22T10:00\",\"action\":\"update\",\"object_id\":\"z1\",\"status\":null}\n"
                        + "{\"action\":\"erase\"}\n"
                        + "nonsense\n",
                "objects",
                "append");
        assertThat(append.exit()).isEqualTo(Exit.DATA);
        assertThat(append.err())
                .contains("line 4: there is no object of this id", "line 5: a status cannot be cleared")
                .contains("line 6: an action is", "line 7: the line is no JSON", "2 events appended, 4 lines refused");

        CommandRun current = run("", "objects", "current", "--format", "json");
        assertThat(current.exit()).isZero();
        assertThat(current.outLines())
                .containsExactly(
                        "{\"id\":\"z1\",\"type\":\"zone\",\"symbol\":\"SPY\",\"timeframe\":\"15m\",\"status\":\"tested\","
                                + "\"y\":null,\"top\":null,\"bottom\":671.25,\"left\":null,"
                                + "\"t_start\":\"2025-10-22T13:30:00.000000+00:00\",\"t_end\":null,"
                                + "\"payload\":{\"n\" : 1.50,\"t\":\"}\"},\"seq\":2,"
                                + "\"created_ts\":\"2025-10-22T13:30:00.000000+00:00\","
                                + "\"updated_ts\":\"2025-10-22T14:00:00.000000+00:00\","
                                + "\"created_step\":null,\"updated_step\":null}");
        assertThat(run("", "objects", "as-of", "2025-10-22T09:59").out()).contains("active", "672.00");
        assertThat(run("", "objects", "as-of", "2025-10-22T09:29").out()).doesNotContain("z1");
        CommandRun viewport = run("", "viewport", "--symbol", "SPY", "--timeframe", "2m", "--format", "json");
        assertThat(viewport.out()).contains("\"objects\":[]");
        viewport = run(
                "",
                "viewport",
                "--symbol",
                "SPY",
                "--timeframe",
                "2m",
                "--object-timeframes",
                "2m,15m",
                "--format",
                "json");
        assertThat(viewport.out()).contains("\"objects\":[{\"id\":\"z1\"");
    }

    @Test
    void shouldGiveAHistoryThatCanBeAppendedAgain(@TempDir Path other) {
        run(
                CREATE + "\n"
                        + "{\"ts\":\"2025-10-22T10:00\",\"action\":\"update\",\"object_id\":\"z1\",\"payload\":null,\"left\":4}\n"
                        + "{\"ts\":\"2025-10-22T11:00\",\"action\":\"close\",\"object_id\":\"z1\",\"reason\":\"broken\",\"step\":9}\n",
                "objects",
                "append");
        CommandRun history = run("", "objects", "history", "z1", "--format", "json");
        assertThat(history.outLines()).hasSize(3);
        assertThat(run("", "objects", "history", "z1").out()).contains("create", "payload=null", "broken");
        Path first = root;
        root = other;
        assertThat(run(history.out(), "objects", "append").exit()).isZero();
        assertThat(run("", "objects", "history", "z1", "--format", "json").out())
                .isEqualTo(history.out());
        root = first;
    }

    @Test
    void shouldGenerateObjectsRebuildTheirSnapshotAndVerifyIt() throws IOException {
        CommandRun generate = run("", "generate", "--timeframes", "15m", "--objects", "20", "--disorder");
        assertThat(generate.exit()).as(generate.err()).isZero();
        assertThat(run("", "objects", "current").outLines()).hasSizeBetween(10, 21);
        Path snapshot = new StoreLayout(root).objectSnapshot();
        byte[] written = Files.readAllBytes(snapshot);
        Files.delete(snapshot);
        assertThat(run("", "objects", "rebuild").err()).contains("rebuilt from");
        assertThat(Files.readAllBytes(snapshot)).isEqualTo(written);
        assertThat(run("", "verify").exit()).isZero();
        assertThat(run("", "generate", "--objects", "5").exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    void shouldCompactObjectsWithCandlesOrAlone() throws IOException {
        assertThat(run(
                                "",
                                "generate",
                                "--timeframes",
                                "2m,15m",
                                "--from",
                                "2025-10-20",
                                "--days",
                                "2",
                                "--objects",
                                "20")
                        .exit())
                .isZero();
        String current = run("", "objects", "current", "--format", "json").out();
        List<String> plan = run("", "compact", "--dry-run").outLines();
        assertThat(plan)
                .filteredOn(line -> line.startsWith("objects 2025-10-2"))
                .hasSize(2);
        assertThat(plan)
                .filteredOn(line -> line.startsWith("2m      2025-10-2"))
                .hasSize(2);
        assertThat(run("", "compact", "--dry-run", "--timeframe", "2m").out()).doesNotContain("objects", "15m");
        assertThat(run("", "compact", "--dry-run", "--timeframe", "2m", "--objects")
                        .outLines())
                .hasSize(4);

        CommandRun objects = run("", "compact", "--objects", "--day", "2025-10-20", "--grace", "0s");
        assertThat(objects.exit()).as(objects.err()).isZero();
        assertThat(objects.outLines())
                .singleElement()
                .asString()
                .matches("objects 2025-10-20  published  rows in \\d+  rows out \\d+  doubles dropped 0  parts \\d+"
                        + "  bytes \\d+  digest [0-9a-f]{16}  .*");
        assertThat(objects.err()).contains("retired the parts of 1 day");
        assertThat(root.resolve("objects/timeline/2025-10/2025-10-20.parquet")).exists();
        assertThat(root.resolve("objects/timeline/2025-10/2025-10-20")).doesNotExist();
        assertThat(run("", "compact", "--grace", "0s").outLines()).hasSize(5);
        assertThat(run("", "compact", "--grace", "0s").err()).contains("nothing waits");
        assertThat(run("", "objects", "current", "--format", "json").out()).isEqualTo(current);
        assertThat(run("", "verify").exit()).isZero();
        assertThat(run("", "retain", "--parts-days", "0").outLines())
                .hasSize(6)
                .anyMatch(line -> line.startsWith("objects 2025-10-21  files "));

        CommandRun undo = run("", "compact", "--undo", "2025-10-20", "--objects", "--grace", "0s");
        assertThat(undo.exit()).as(undo.err()).isZero();
        assertThat(undo.outLines()).singleElement().asString().startsWith("objects 2025-10-20  undone  parts back ");
        assertThat(run("", "compact", "--undo", "2025-10-20", "--grace", "0s").outLines())
                .hasSize(2); // the two timeframes
        assertThat(run("", "objects", "current", "--format", "json").out()).isEqualTo(current);
        assertThat(run("", "verify").exit()).isZero();
    }

    @Test
    void shouldDescribeFilesOfObjects() throws IOException {
        run(CREATE + "\n", "objects", "append");
        run("", "compact", "--grace", "0s", "--keep-parts");
        CommandRun store = run("", "describe");
        assertThat(store.exit()).isZero();
        assertThat(store.out()).containsPattern("objects +2025-10-22 +1 +[\\d,]+ +1 +0 +1 +[\\d,]+ +0");
        Path dayfile = root.resolve("objects/timeline/2025-10/2025-10-22.parquet");
        assertThat(CommandRun.run("describe", dayfile.toString()).out())
                .contains("event dayfile", "rows      1", "sequence  1 to 1", "absorbed  1 part", "object_id STRING");
        Path part = root.resolve("objects/timeline/2025-10/2025-10-22/")
                .resolve(root.resolve("objects/timeline/2025-10/2025-10-22")
                        .toFile()
                        .list()[0]);
        assertThat(CommandRun.run("describe", part.toString()).out()).contains("event part");
        Path snapshot = root.resolve("objects/current/objects.parquet");
        assertThat(CommandRun.run("describe", snapshot.toString()).out())
                .contains("kind      snapshot", "sequence  0 to 1")
                .doesNotContain("times");
        byte[] bytes = Files.readAllBytes(dayfile);
        bytes[bytes.length - 100] ^= 1;
        Files.write(dayfile, bytes);
        assertThat(CommandRun.run("describe", dayfile.toString()).exit()).isEqualTo(Exit.DATA);
        assertThat(run("", "describe").exit()).isEqualTo(Exit.DATA);
        assertThat(run("", "verify").exit()).isEqualTo(Exit.DATA);
    }

    @Test
    void shouldAcknowledgeWhatIsAppendedAndWhatIsDurable() {
        String events = CREATE + "\n\nno event\n" + CREATE.replace("z1", "z2") + "\n";
        CommandRun run = run(events, "objects", "append", "--ack");
        assertThat(run.exit()).isEqualTo(Exit.DATA);
        assertThat(run.outLines()).contains("1 1", "4 2").endsWith("durable 2");
        assertThat(run("", "objects", "current").outLines()).hasSize(3);
        assertThat(run(CREATE.replace("z1", "z3"), "objects", "append").out()).isEmpty();
    }

    @Test
    void shouldSayWhatThereIs() {
        assertThat(CommandRun.run("objects").err()).contains("append, current, as-of T, history ID or rebuild");
        assertThat(CommandRun.run("objects").exit()).isEqualTo(Exit.USAGE);
        assertThat(CommandRun.run("--help").out()).contains("objects");
    }
}
