package dev.dayfile.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompilerTest {
    private static final String AT_REST = """
            Current compiles:
            C1 CompilerThread0  1369       3       java.lang.String::length (11 bytes)

            C1 compile queue:
            1370       3       java.lang.String::isEmpty (14 bytes)

            C2 compile queue:
            Empty
            """;

    @Test
    void shouldBeAtRestWhenTheOptimizingCompilerHasNothingToDoAndNothingWaits() {
        assertThat(Compiler.isAtRest(AT_REST)).isTrue();
        assertThat(Compiler.isAtRest(AT_REST.replace("C1 CompilerThread0", "C2 CompilerThread0")))
                .isFalse();
        assertThat(Compiler.isAtRest(AT_REST.replace("Empty", "1385       4       a.B::c (98 bytes)")))
                .isFalse();
        assertThat(Compiler.isAtRest("of another kind")).isTrue();
    }

    /** Else every warm-up would go on to its limit. */
    @Test
    void shouldBeAtRestBeforeLong() throws InterruptedException {
        for (int i = 0; i < 6_000 && !Compiler.isAtRest(); i++) {
            Thread.sleep(10);
        }
        assertThat(Compiler.isAtRest()).isTrue();
    }
}
