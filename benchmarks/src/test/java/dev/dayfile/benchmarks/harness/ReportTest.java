package dev.dayfile.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());
    private static final Machine MACHINE = new Machine("abc", "2 x CPU", "JVM 17");

    @TempDir
    Path folder;

    /** Two contenders, three rounds of one and one of the other. */
    private static final class SampleSuite implements Suite {
        @Override
        public String name() {
            return "sample";
        }

        @Override
        public void run(SuiteRun run) throws IOException {
            Files.writeString(run.freshFolder("ours").resolve("file"), "left behind");
            for (double value : new double[] {30, 10, 20}) {
                run.record(new Measurement("a", "ours", "p50", "ns", value));
            }
            run.record(new Measurement("b", "ours", "p50", "ns", 7));
            run.record(new Measurement("a", "floor", "p50", "ns", 8));
            run.record(new Measurement("a", "slow", Measurement.NOT_SUSTAINED, "1/s", 12_345));
        }

        @Override
        public String ratioTo(String caseName, String metric) {
            return "floor";
        }

        @Override
        public List<Goal> goals() {
            Figure ours = new Figure("a", "ours", "p50");
            Figure floor = new Figure("a", "floor", "p50");
            return List.of(
                    Goal.atMostTimes("at most twice the floor", ours, floor, 2),
                    Goal.atLeastTimes("at least twice the floor", ours, floor, 2),
                    Goal.atMost("at most 20 ns", ours, 20),
                    Goal.atLeast("at least 21 ns", ours, 21),
                    Goal.atMostTimes("by one that fell behind", new Figure("a", "slow", "p50"), floor, 2),
                    Goal.atMost("of a case that was left out", new Figure("c", "ours", "p50"), 1));
        }
    }

    private SuiteRun run(String only) throws IOException {
        SuiteRun run = new SuiteRun(true, only == null ? null : Pattern.compile(only), folder.resolve("work"), NOWHERE);
        new SampleSuite().run(run);
        return run;
    }

    @Test
    void shouldTakeTheMedianOfRoundsAndTheRatioToTheFloor() throws IOException {
        try (SuiteRun run = run(null)) {
            Report report = Report.of(new SampleSuite(), run.medians(), run.notes(), MACHINE);
            assertThat(report.results())
                    .containsExactly(
                            new Report.Result("a", "ours", "p50", "ns", 20, 2.5, "floor"),
                            new Report.Result("a", "floor", "p50", "ns", 8, 1.0, "floor"),
                            new Report.Result("a", "slow", Measurement.NOT_SUSTAINED, "1/s", 12_345, null, null),
                            new Report.Result("b", "ours", "p50", "ns", 7, null, null));
            assertThat(SuiteRun.median(List.of(4.0, 1.0))).isEqualTo(2.5);
        }
    }

    @Test
    void shouldJudgeGoalsByThisRunAndLeaveOutWhatItDidNotMeasure() throws IOException {
        try (SuiteRun run = run(null)) {
            assertThat(Report.of(new SampleSuite(), run.medians(), run.notes(), MACHINE)
                            .goals())
                    .containsExactly(
                            new Report.GoalResult("at most twice the floor", "a", "p50", 2.5, 2, false),
                            new Report.GoalResult("at least twice the floor", "a", "p50", 2.5, 2, true),
                            new Report.GoalResult("at most 20 ns", "a", "p50", 20.0, 20, true),
                            new Report.GoalResult("at least 21 ns", "a", "p50", 20.0, 21, false),
                            new Report.GoalResult("by one that fell behind", "a", "p50", null, 2, false));
        }
    }

    @Test
    void shouldRefuseOneFigureInTwoUnits() throws IOException {
        try (SuiteRun run = run(null)) {
            assertThatThrownBy(() -> run.record(new Measurement("a", "ours", "p50", "us", 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("first=ns, second=us");
        }
    }

    @Test
    void shouldSayOnceWhatBelongsBesideTheFigures() throws Exception {
        Suite absent = new Suite() {
            @Override
            public String name() {
                return "absent";
            }

            @Override
            public void run(SuiteRun run) {
                run.note("nobody did not take part");
                run.note("nobody did not take part");
            }

            @Override
            public String ratioTo(String caseName, String metric) {
                return null;
            }

            @Override
            public List<Goal> goals() {
                return List.of();
            }
        };
        assertThat(new SuiteRunner(folder, true, null, NOWHERE).run(absent, SuiteRunner.Form.TABLE))
                .containsOnlyOnce("nobody did not take part");
        assertThat(new SuiteRunner(folder, true, null, NOWHERE).show("absent", SuiteRunner.Form.MARKDOWN))
                .contains("\n\nnobody did not take part\n");
    }

    @Test
    void shouldFindTheJavaAtAFolderAndNoneWhereNoneCanRun() throws IOException {
        assertThat(Jdk.atLeast(Runtime.version().feature())).contains(Jdk.current());
        assertThat(Jdk.at(Jdk.current().home()).orElseThrow().version().feature())
                .isEqualTo(Runtime.version().feature());
        Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"99.0.1\"\n");
        assertThat(Jdk.at(folder)).isEmpty();
    }

    @Test
    void shouldSelectByCaseAndContender() throws IOException {
        try (SuiteRun run = run("^a (ours|floor)$")) {
            assertThat(run.wants("a", "ours")).isTrue();
            assertThat(run.wants("a", "slow")).isFalse();
            assertThat(run.wants("b", "ours")).isFalse();
        }
    }

    @Test
    void shouldWriteTheAgreedJsonAndLeaveNothingElseBehind() throws Exception {
        String table = new SuiteRunner(folder, true, null, NOWHERE).run(new SampleSuite(), SuiteRunner.Form.TABLE);
        assertThat(table).contains("12,345").contains("at most twice the floor").contains("NO");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("sample.json"));
        }
        String json = Files.readString(folder.resolve("sample.json"));
        assertThat(json.replaceAll("\\s+", ""))
                .startsWith("{\"suite\":\"sample\",\"commit\":\"")
                .contains("\"results\":[{\"case\":\"a\",\"contender\":\"ours\",\"metric\":\"p50\",\"unit\":\"ns\","
                        + "\"value\":20.0,\"ratio\":2.5,\"ratio_to\":\"floor\"}")
                .contains("\"goals\":[{\"name\":\"atmosttwicethefloor\",\"case\":\"a\",\"metric\":\"p50\","
                        + "\"value\":2.5,\"limit\":2.0,\"met\":false}")
                .contains("\"machine\":\"")
                .contains("\"jdk\":\"");
        assertThat(new SuiteRunner(folder, true, null, NOWHERE).show("sample", SuiteRunner.Form.MARKDOWN))
                .contains("| contender | p50 [ns] | not sustained [1/s] |\n|---|---|---|\n| ours | 20 (2.50x) |  |\n")
                .contains("| slow |  | 12,345 |")
                .contains("| at most 20 ns | a | p50 | 20 | 20 | yes |");
    }

    /** The mains of the child JVMs below. */
    static final class Child {
        public static void main(String[] args) throws IOException {
            Path answer = Path.of(args[0]);
            switch (args[1]) {
                case "answer" -> ChildJvm.answer(answer, List.of(new Measurement("a", "child", "p50", "ns", 1)));
                case "refuse" -> ChildJvm.refuse(answer, new GateException("a row is missing"));
                default -> throw new IllegalStateException("as asked");
            }
        }
    }

    private List<Measurement> child(String how) throws IOException, InterruptedException {
        return ChildJvm.run(folder, List.of("-Xms32m", "-Xmx32m"), Child.class, List.of(how), Duration.ofMinutes(1));
    }

    @Test
    void shouldCarryFiguresRefusalsAndFailuresOverFromAChild() throws Exception {
        assertThat(child("answer")).containsExactly(new Measurement("a", "child", "p50", "ns", 1));
        assertThatThrownBy(() -> child("refuse"))
                .isInstanceOf(GateException.class)
                .hasMessage("a row is missing");
        assertThatThrownBy(() -> child("fail"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("exit status=1")
                .hasMessageContaining("as asked");
    }
}
