package dev.dayfile.benchmarks.viewport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.dayfile.benchmarks.harness.ChildJvm;
import dev.dayfile.benchmarks.harness.GateException;
import dev.dayfile.benchmarks.harness.Jdk;
import dev.dayfile.benchmarks.harness.Measurement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Everything of the suite {@code viewport} runs, with counts at which no figure means anything. */
class ViewportGateTest {
    private static final Group.Size TINY = Group.Size.TINY;

    @TempDir
    Path folder;

    /** Each contender's answers are held against what DuckDB found in the files before it is measured. */
    @ParameterizedTest
    @EnumSource
    void shouldAnswerEveryWindowByEveryContender(Group group) throws Exception {
        for (Stock stock : group.stocks(TINY)) {
            Stores.build(stock, Files.createDirectories(folder.resolve("stores").resolve(stock.name())));
        }
        Map<Contenders, Set<String>> cases = new EnumMap<>(Contenders.class);
        for (Contenders contender : Contenders.values()) {
            if (group.takes(contender, false)
                    && contender.leastJava() <= Runtime.version().feature()) {
                Path own = folder.resolve(contender.label());
                List<Measurement> measured =
                        ViewportTurn.run(group, TINY, contender, folder.resolve("stores"), own, new Sampler(1, 1));
                Set<String> named = new TreeSet<>();
                measured.forEach(m -> named.add(m.caseName()));
                cases.put(contender, named);
                assertThat(measured).extracting(Measurement::metric).contains(Sampler.P50, Sampler.ALLOCATED);
            }
        }
        Set<String> ofEngine = new TreeSet<>(cases.get(Contenders.DAYFILE));
        ofEngine.removeIf(
                name -> name.endsWith(ViewportTurn.APPENDING)); // where the floor takes part in the engine's turn
        assertThat(cases.get(Contenders.ARRAY_COPY)).isEqualTo(ofEngine);
        assertThat(cases.get(Contenders.DAYFILE_READER)).isEqualTo(ofEngine);
        assertThat(cases.get(Contenders.DUCKDB_GLOBS)).isEqualTo(ofEngine);
        assertThat(cases.get(Contenders.DUCKDB_BEST)).isEqualTo(ofEngine);
    }

    /** In a JVM that is new enough, if one is installed, as the suite does it. */
    @Test
    void shouldAnswerByHardwood() throws Exception {
        Jdk jdk = Jdk.atLeast(HardwoodContender.JAVA).orElse(null);
        assumeThat(jdk).isNotNull();
        Stock stock = Group.SESSION.stocks(TINY).get(0);
        Stores.build(stock, Files.createDirectories(folder.resolve("stores").resolve(stock.name())));
        Path own = Files.createDirectories(folder.resolve("own"));
        List<String> arguments = List.of(
                Group.SESSION.name(),
                TINY.name(),
                Contenders.HARDWOOD.label(),
                folder.resolve("stores").toString(),
                own.toString(),
                "1",
                "1");
        assertThat(ChildJvm.run(jdk, own, List.of(), ViewportTurn.class, arguments, Duration.ofMinutes(1)))
                .extracting(Measurement::caseName)
                .contains("195" + ViewportTurn.COLD, "26" + ViewportTurn.COLD, "6-days" + ViewportTurn.COLD);
    }

    @Test
    void shouldRefuseAnAnswerThatLacksARowOrHasAnotherValue() {
        Answer expected = new Answer();
        Answer lacking = new Answer();
        Answer other = new Answer();
        for (int i = 0; i < 3; i++) {
            expected.candles().add(i, 1, 2, 0, 1, 5, i);
            other.candles().add(i, 1, 2, 0, 1, i == 1 ? 6 : 5, i);
            if (i > 0) {
                lacking.candles().add(i, 1, 2, 0, 1, 5, i);
            }
        }
        expected.requireSame(expected, "contender=itself");
        assertThatThrownBy(() -> lacking.requireSame(expected, "contender=forgetful"))
                .isInstanceOf(GateException.class)
                .hasMessageContainingAll("contender=forgetful", "candles=2", "expected=3");
        assertThatThrownBy(() -> other.requireSame(expected, "contender=wrong")).isInstanceOf(GateException.class);
    }
}
