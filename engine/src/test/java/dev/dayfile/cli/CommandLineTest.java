package dev.dayfile.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every command: help, exit status, one line a failure. */
class CommandLineTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "objects append",
                "objects current",
                "objects as-of",
                "objects history",
                "objects rebuild",
                "demo",
                "generate",
                "append",
                "import",
                "compact",
                "retain",
                "viewport",
                "chart",
                "verify",
                "describe",
                "gaps",
                "sql",
                "serve"
            })
    void shouldHaveHelpWithAnExampleAndTheCommonOptions(String command) {
        CommandRun run = CommandRun.run((command + " --help").split(" "));
        assertThat(run.exit()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("Usage: dayfile " + command)
                .contains("Example:\n  ")
                .contains("dayfile " + command)
                .contains("--root=DIR")
                .contains("--debug");
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 100);
        assertThat(run.out().substring(run.out().indexOf("Example:\n") + 9).lines())
                .as("an example that was wrapped cannot be pasted into a shell")
                .allMatch(line -> line.startsWith("  "));
    }

    @Test
    void shouldListEveryCommand() {
        CommandRun run = CommandRun.run("--help");
        assertThat(run.exit()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceFirst("^  ([a-z]+) .*", "$1")))
                .contains("demo", "generate", "append", "import", "compact", "retain", "viewport", "objects", "verify")
                .contains("describe", "gaps", "sql", "chart", "serve");
    }

    @Test
    void shouldTellItsVersion() {
        CommandRun run = CommandRun.run("--version");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).startsWith("dayfile ");
    }

    @Test
    void shouldExitWith2AndSayWhatIsWrongWithTheCommandLine() {
        assertUsage("viewport --symbol SPY --timeframe 2x", "--timeframe", "[timeframe=2x]");
        assertUsage("viewport --timeframe 2m", "--symbol");
        assertUsage("viewport --symbol SPY --timeframe 2m --days-only --parts-only", "mutually exclusive");
        assertUsage("viewport --symbol SPY --timeframe 2m --last x", "--last", "x");
        assertUsage("viewport --symbol SPY --timeframe 2m --last 0", "last=0");
        assertUsage("viewport --symbol SPY --timeframe 2m --from noon", "time=noon");
        assertUsage("viewport --symbol SPY --timeframe 2m --format xml", "--format", "xml");
        assertUsage("viewport --symbol SPY --timeframe 2m --root nowhere", "root=nowhere");
        assertUsage("compact --grace 60", "--grace", "60s");
        assertUsage("compact --day 22.10.2025", "--day", "2025-10-22");
        assertUsage("compact --day 2025-10-22 --all", "mutually exclusive");
        assertUsage("compact --root nowhere", "root=nowhere");
        assertUsage("verify --root nowhere", "root=nowhere");
        assertUsage("describe --root nowhere", "root=nowhere");
        assertUsage("describe nowhere", "no such file: nowhere");
        assertUsage("sql --root nowhere x", "root=nowhere");
        assertUsage("serve --root nowhere", "root=nowhere");
        assertUsage("import", "FILE");
        assertUsage("import nowhere.csv", "no such file: nowhere.csv");
        assertUsage("import x.csv --zone Mars", "--zone", "Mars");
        assertUsage("generate --days 0", "days=0");
        assertUsage("generate --timeframes 2m,2q", "2q");
        assertUsage("generate --objects many", "--objects");
        assertUsage("brew", "brew");
        assertThat(CommandRun.run().exit()).isEqualTo(Exit.USAGE);
    }

    private static void assertUsage(String line, String... said) {
        CommandRun run = CommandRun.run(line.split(" "));
        assertThat(run.exit()).as(line).isEqualTo(Exit.USAGE);
        assertThat(run.out()).as(line).isEmpty();
        assertThat(run.err()).as(line).startsWith("dayfile: ").contains(said).doesNotContain("\tat ");
        assertThat(run.err().lines().count()).as(run.err()).isLessThanOrEqualTo(2);
    }

    @Test
    void shouldShowAStackTraceOnlyWhenAskedTo() {
        assertThat(CommandRun.run("verify", "--root", "nowhere").err()).hasLineCount(1);
        assertThat(CommandRun.run("verify", "--root", "nowhere", "--debug").err())
                .startsWith("dayfile: ")
                .contains("\tat dev.dayfile.cli");
    }

    @Test
    void shouldExitWith3WhenTheMachineRefuses() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        CommandRun run =
                CommandRun.run("generate", "--root", file.resolve("store").toString());
        assertThat(run.exit()).isEqualTo(Exit.MACHINE);
        assertThat(run.err()).startsWith("dayfile: ").contains(file.toString()).hasLineCount(1);
    }
}
