package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.cli.chart.Pixels;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoCommandTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void drawWithoutAScreen() {
        System.setProperty("java.awt.headless", "true");
    }

    @Test
    void shouldShowASessionEndToEndAndLeaveAStoreThatIsClean() throws IOException {
        Path root = folder.resolve("demo");
        CommandRun run = CommandRun.run("demo", "--root", root.toString());
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .containsSubsequence(
                        "open",
                        "append",
                        "read while writing",
                        "compact",
                        "verify",
                        "clean",
                        "viewport",
                        "picture",
                        "Try next:")
                .contains("195 candles of SPY 2m")
                .contains("2025-10-22 09:30", "2025-10-22 15:58")
                .contains(root.toString());
        assertThat(run.outLines()).allMatch(line -> !line.contains("%"));
        BufferedImage picture =
                ImageIO.read(root.resolve("images/SPY-2m-2025-10-22.png").toFile());
        assertThat(picture.getWidth()).isEqualTo(1280);
        for (String type : List.of("zone", "level", "marker", "flag")) {
            assertThat(Pixels.colours(picture, 120, 540)) // below the legend, above the volume
                    .as(type)
                    .containsKey(Pixels.lineOf(type));
        }
        assertThat(CommandRun.run("verify", "--root", root.toString()).exit()).isZero();
        assertThat(CommandRun.run("compact", "--dry-run", "--root", root.toString())
                        .err())
                .contains("nothing waits");
        assertThat(CommandRun.run("describe", "--root", root.toString()).out()).contains("no gaps in the sessions");
    }

    @Test
    void shouldSayWhereItsStoreIs() {
        assertThat(CommandRun.run("demo", "--help").out())
                .contains("--root", "temporary")
                .doesNotContain("./storage");
        assertThat(CommandRun.run("gaps", "--help").out()).contains("./storage");
    }

    @Test
    void shouldNotTouchAFolderThatHoldsSomething() throws IOException {
        Files.createFile(folder.resolve("mine"));
        CommandRun run = CommandRun.run("demo", "--root", folder.toString());
        assertThat(run.exit()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).contains(folder.toString());
        assertThat(folder.toFile().list()).containsExactly("mine");
    }
}
