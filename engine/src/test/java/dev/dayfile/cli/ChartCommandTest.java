package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dayfile.ChildJvm;
import dev.dayfile.ReadOnlyMount;
import dev.dayfile.StorageConfig;
import dev.dayfile.StorageEngine;
import dev.dayfile.cli.chart.Pixels;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures by command: what is asked for is drawn, and what cannot be is told. */
class ChartCommandTest {
    private static final Timeframe TF = Timeframe.parse("5m");
    private static final long OPEN = IsoTime.parse("2025-10-22T13:30:00Z");

    @TempDir
    Path root;

    @TempDir
    Path pictures;

    @BeforeAll
    static void drawWithoutAScreen() {
        System.setProperty("java.awt.headless", "true");
    }

    /** Ten candles that rise, compacted; a part with ten that fall; a level drawn at the fifth candle. */
    @BeforeEach
    void writeCandles() {
        try (StorageEngine engine =
                StorageEngine.open(StorageConfig.builder(root).build())) {
            long seq = 0;
            for (int i = 0; i < 10; i++) {
                seq = engine.candles("SPY", TF).append(OPEN + i * TF.micros(), i + 1, i + 3, i, i + 2, 10);
            }
            assertThat(engine.awaitVisible(seq, Duration.ofSeconds(20))).isTrue();
            engine.compact(TF, LocalDate.of(2025, 10, 22));
            engine.retire(Duration.ZERO);
            for (int i = 0; i < 10; i++) {
                engine.candles("SPY", TF).append(OPEN + (288 + i) * TF.micros(), 12 - i, 13 - i, 10 - i, 11 - i, 10);
            }
            engine.objects()
                    .append(ObjectEvent.create("l", "level", "SPY", TF)
                            .level(5.2)
                            .at(OPEN + 5 * TF.micros())
                            .build());
        }
    }

    private CommandRun chart(Path out, String... more) {
        List<String> all = new ArrayList<>(List.of("chart", "--root", root.toString(), "--symbol", "SPY"));
        all.addAll(List.of("--timeframe", "5m", "--out", out.toString()));
        all.addAll(List.of(more));
        return CommandRun.run(all.toArray(String[]::new));
    }

    private BufferedImage drawn(String... more) throws IOException {
        Path out = pictures.resolve("drawn.png");
        CommandRun run = chart(out, more);
        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
        return ImageIO.read(out.toFile());
    }

    private static boolean shows(BufferedImage image, int colour) {
        return Pixels.colours(image, 90, image.getHeight()).containsKey(colour);
    }

    @Test
    void shouldDrawTheWindowInTheSizeThatIsAskedFor() throws IOException {
        BufferedImage usual = drawn();
        assertThat(usual.getWidth()).isEqualTo(1280);
        assertThat(usual.getHeight()).isEqualTo(720);
        assertThat(shows(usual, Pixels.up())).isTrue();
        assertThat(shows(usual, Pixels.down())).isTrue();
        assertThat(shows(usual, Pixels.lineOf("level"))).isTrue();
        BufferedImage small = drawn("--width", "320", "--height", "240");
        assertThat(small.getWidth()).isEqualTo(320);
        assertThat(small.getHeight()).isEqualTo(240);
        assertThat(shows(drawn("--from", "2025-10-23"), Pixels.up())).isFalse();
        assertThat(shows(drawn("--last", "10"), Pixels.up())).isFalse();
    }

    @Test
    void shouldDrawWhatWasKnownAndWhatIsInSomeFiles() throws IOException {
        BufferedImage then = drawn("--as-of", "2025-10-22T09:45");
        assertThat(shows(then, Pixels.up())).isTrue();
        assertThat(shows(then, Pixels.down())).as("later candles").isFalse();
        assertThat(shows(then, Pixels.lineOf("level"))).as("drawn later").isFalse();
        BufferedImage days = drawn("--days-only");
        assertThat(shows(days, Pixels.up())).isTrue();
        assertThat(shows(days, Pixels.down())).isFalse();
        BufferedImage parts = drawn("--parts-only");
        assertThat(shows(parts, Pixels.up())).isFalse();
        assertThat(shows(parts, Pixels.down())).isTrue();
    }

    @Test
    void shouldDrawTheSameBytesAgainAndReplaceWhatIsThere() throws IOException {
        Path first = pictures.resolve("first.png");
        Path second = Files.writeString(pictures.resolve("SECOND.PNG"), "something else");
        Path link = Files.createSymbolicLink(pictures.resolve("link.png"), second);
        assertThat(chart(first).exit()).isZero();
        assertThat(chart(link).exit()).isZero();
        assertThat(second).hasSameBinaryContentAs(first);
        assertThat(link).isSymbolicLink();
        assertThat(chart(link, "--last", "3").exit()).isZero();
        assertThat(Files.readAllBytes(second)).isNotEqualTo(Files.readAllBytes(first));
        assertThat(pictures.toFile().list()).as("nothing is left beside").hasSize(3);
    }

    @Test
    void shouldDrawAnEmptyWindowAndSaySo() throws IOException {
        Path out = pictures.resolve("empty.png");
        CommandRun run = chart(out, "--to", "2025-10-01");
        assertThat(run.exit()).isZero();
        assertThat(run.err()).contains("no candles in this window").hasLineCount(1);
        assertThat(ImageIO.read(out.toFile()).getWidth()).isEqualTo(1280);
    }

    @Test
    void shouldSayWhatIsWrong() throws IOException {
        Path out = pictures.resolve("x.png");
        refused(chart(out, "--width", "319"), "width=319", "320 to 7680");
        refused(chart(out, "--width", "7681"), "width=7681");
        refused(chart(out, "--height", "-1"), "height=-1", "240 to 4320");
        refused(chart(out, "--height", "4321"), "height=4321");
        refused(chart(out, "--width", "wide"), "--width", "wide");
        refused(chart(pictures.resolve("x.jpg")), "x.jpg", ".png");
        refused(chart(pictures.resolve("none/x.png")), "no such folder", "none");
        refused(chart(Files.createDirectory(pictures.resolve("folder.png"))), "no file", "folder.png");
        refused(chart(out, "--last", "0"), "last=0");
        refused(chart(out, "--days-only", "--parts-only"), "mutually exclusive");
        refused(
                CommandRun.run(
                        "chart", "--symbol", "S", "--timeframe", "2m", "--out", out.toString(), "--root", "nowhere"),
                "root=nowhere");
        refused(CommandRun.run("chart", "--symbol", "S", "--timeframe", "2m"), "--out");
        assertThat(out).doesNotExist();
    }

    private static void refused(CommandRun run, String... said) {
        assertThat(run.exit()).as(run.err()).isEqualTo(Exit.USAGE);
        assertThat(run.err()).startsWith("dayfile: ").contains(said).doesNotContain("\tat ");
    }

    @Test
    void shouldDrawWithoutDamagedFilesAndSaySo() throws IOException {
        Path dayfile = root.resolve("data/5m/2025-10-22.parquet");
        Files.write(dayfile, new byte[] {1, 2, 3});
        Path out = pictures.resolve("damaged.png");
        assertThat(chart(out).exit()).isEqualTo(Exit.DATA);
        assertThat(out).doesNotExist();
        CommandRun run = chart(out, "--leave-out-damaged");
        assertThat(run.exit()).isEqualTo(Exit.DATA);
        assertThat(run.err()).contains("left out", "2025-10-22.parquet");
        assertThat(shows(ImageIO.read(out.toFile()), Pixels.down())).isTrue();
    }

    @Test
    void shouldSayThatAFolderIsReadOnly() throws IOException {
        try (ReadOnlyMount mount = ReadOnlyMount.of(pictures, root.resolve("read-only"))) {
            CommandRun run = chart(mount.folder().resolve("x.png"));
            assertThat(run.exit()).isEqualTo(Exit.MACHINE);
            assertThat(run.err()).contains("Read-only file system", "x.png").hasLineCount(1);
        }
    }

    /** Writes a picture of 100,000 bytes, and tells how that went. */
    static final class Writer {
        public static void main(String[] args) {
            try {
                WholeFile.write(Path.of(args[0]), new byte[100_000]);
            } catch (CommandException e) {
                System.err.print(e.exitCode() + " " + e.getMessage());
            }
        }
    }

    /** The system takes no more than some blocks of a file. */
    @Test
    void shouldKeepThePictureBeforeWhenTheDiskTakesOnlySomeOfTheNewOne() throws IOException, InterruptedException {
        Path out = Files.writeString(pictures.resolve("kept.png"), "the picture before");
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -f 8 && exec \"$0\" \"$@\""));
        command.addAll(
                ChildJvm.of(List.of("-XX:-UsePerfData"), Writer.class, out).command());
        Process child = new ProcessBuilder(command).start();
        String said = new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).isZero();
        assertThat(said).isEqualTo("3 could not write it: File too large [out=" + out + "]");
        assertThat(out).hasContent("the picture before");
        assertThat(pictures.toFile().list()).containsExactly("kept.png");
    }

    @Test
    void shouldNeedNoScreenEvenIfJavaIsToldThatThereIsOne() throws IOException, InterruptedException {
        Path out = pictures.resolve("x.png");
        ProcessBuilder builder = ChildJvm.of(
                List.of("-Djava.awt.headless=false"),
                Main.class,
                "chart",
                "--root",
                root,
                "--symbol",
                "SPY",
                "--timeframe",
                "5m",
                "--out",
                out);
        builder.environment().remove("DISPLAY");
        Process child = builder.start();
        String said = new String(child.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(child.waitFor()).as(said).isZero();
        assertThat(ImageIO.read(out.toFile()).getWidth()).isEqualTo(1280);
    }
}
