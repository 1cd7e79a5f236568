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
    void shouldSayWhatThereIs() {
        assertThat(CommandRun.run("objects").err()).contains("append, current, as-of T, history ID or rebuild");
        assertThat(CommandRun.run("objects").exit()).isEqualTo(Exit.USAGE);
        assertThat(CommandRun.run("--help").out()).contains("objects");
    }
}
