package dev.dayfile.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.model.ObjectEvent.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be said of an event by itself. */
class ObjectEventTest {
    private static final Timeframe TF = Timeframe.parse("2m");
    private static final long T = IsoTime.parse("2025-10-22T13:30:00Z");

    private static ObjectEvent.Builder create() {
        return ObjectEvent.create("z1", "zone", "SPY", TF).at(T);
    }

    private static void assertRefused(ObjectEvent.Builder event, String... says) {
        assertThatThrownBy(event::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(says);
    }

    @Test
    void shouldBeActiveUnlessItSaysOtherwise() {
        assertThat(create().build().status()).isEqualTo("active");
        assertThat(create().status("armed").build().status()).isEqualTo("armed");
        assertThat(ObjectEvent.update("z1").at(T).build().status()).isNull();
        assertThat(ObjectEvent.close("z1").at(T).build().status()).isEqualTo("removed");
    }

    @Test
    void shouldNameTheFieldThatBreaksARule() {
        assertRefused(ObjectEvent.update("z1"), "field=ts");
        assertRefused(ObjectEvent.update("").at(T), "object_id");
        assertRefused(ObjectEvent.update(null).at(T), "object_id");
        assertRefused(ObjectEvent.update("a b").at(T), "object_id=a b", "at=1");
        assertRefused(ObjectEvent.update("é".repeat(33)).at(T), "object_id", "bytes=66");
        assertRefused(ObjectEvent.create("z1", null, "SPY", TF).at(T), "field=type");
        assertRefused(ObjectEvent.create("z1", "zone", null, TF).at(T), "field=symbol");
        assertRefused(ObjectEvent.create("z1", "zone", "SPY", null).at(T), "field=timeframe");
        assertRefused(ObjectEvent.create("z1", "zone", "S Y", TF).at(T), "symbol");
        assertRefused(create().band(Double.NaN, 1), "top=NaN");
        assertRefused(create().level(Double.POSITIVE_INFINITY), "y=Infinity");
        assertRefused(create().span(T + 1, T), "t_start", "t_end");
        assertRefused(create().at(Long.MAX_VALUE), "ts=" + Long.MAX_VALUE);
        assertRefused(create().reason("x".repeat(257)), "reason", "bytes=257");
        assertRefused(create().status("removed"), "status=removed");
        assertRefused(create().clear(Field.Y), "cleared=[y]");
        assertRefused(ObjectEvent.update("z1").at(T).level(1).clear(Field.Y), "field=y");
        assertRefused(ObjectEvent.close("z1").at(T).level(1), "object_id=z1");
        assertRefused(ObjectEvent.close("z1").at(T).status("gone"), "status=gone");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                " 0 ",
                "-0.5e+10",
                "\"\\u00e9\\n\"",
                "[]",
                "{}",
                "[1, [2, {\"a\": \"}\", \"b\": []}]]",
                "\"😀\"",
                "{\"a\":1,\"a\":2}\n"
            })
    void shouldKeepAnyJsonByteForByte(String json) {
        assertThat(create().payload(json).build().payload()).isEqualTo(json);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "01",
                "-",
                "1.",
                ".5",
                "1e",
                "+1",
                "NaN",
                "nul",
                "'a'",
                "\"a",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\t\"",
                "[1,]",
                "[1",
                "{\"a\"}",
                "{a:1}",
                "{\"a\":1,}",
                "1 2",
                "\"\ud800\""
            })
    void shouldRefuseWhatIsNoJson(String text) {
        assertRefused(create().payload(text), "payload=");
    }

    @Test
    void shouldBoundTheDepthOfJson() {
        assertRefused(create().payload("[".repeat(100_000)), "payload=");
        assertThatCode(() -> create().payload("[".repeat(50) + "]".repeat(50)).build())
                .doesNotThrowAnyException();
    }

    @Test
    void shouldTouchABandInEitherOrderAndByYOnly() {
        ChartObject zone = ChartObject.created(create().band(1, 5).build());
        assertThat(zone.touchesPrice(5, 9)).isTrue();
        assertThat(zone.touchesPrice(2, 3)).isTrue();
        assertThat(zone.touchesPrice(5.1, 9)).isFalse();
        ChartObject level = ChartObject.created(create().level(3).build());
        assertThat(level.touchesPrice(3, 3)).isTrue();
        assertThat(level.touchesPrice(3.1, 9)).isFalse();
        ChartObject oneEdge = ChartObject.created(create().top(4).build());
        assertThat(oneEdge.touchesPrice(3, 9)).isTrue();
        ChartObject without = ChartObject.created(create().build());
        assertThat(without.touchesPrice(0, 9)).isFalse();
        assertThat(without.touchesPrice(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY))
                .isTrue();
    }
}
