package dev.dayfile.internal.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Faults of the writer of object files in what it says of a page: events and checksums are right, and still a reader that
 * skips pages or row groups would miss events. The proof before publishing must see it.
 */
class EventWriterFaultTest {
    private static final int EVENTS = ObjectFileWriter.ROW_GROUP_ROWS + 3_000;
    private static final Timeframe TF = Timeframe.parse("15m");
    private static final long T0 = IsoTime.parse("2025-10-22T13:30:00Z");

    @TempDir
    Path folder;

    private static List<Object[]> rows(int n, EventTally tally) {
        List<Object[]> rows = new ArrayList<>();
        for (int seq = 1; seq <= n; seq++) {
            ObjectEvent.Builder event = seq % 3 == 0
                    ? ObjectEvent.create("z" + seq, "zone", "SPY", TF).band(seq, seq - 0.5)
                    : ObjectEvent.create("l" + seq, "level", "BTC/USDT", TF).level(seq / 7.0);
            Object[] row = EventRows.row(event.at(T0 + seq * 1_000).build().withSeq(seq));
            rows.add(row);
            tally.add(row);
        }
        return rows;
    }

    private ByteBuffer encode(int n, boolean lasting, UnaryOperator<PageIndexWriter.Page> said) {
        EventTally tally = new EventTally();
        List<Object[]> rows = rows(n, tally);
        ObjectFileWriter writer = new ObjectFileWriter(ObjectSchema.TIMELINE, lasting, said);
        for (int from = 0; from < n; from += ObjectFileWriter.ROW_GROUP_ROWS) {
            writer.addRowGroup(rows.subList(from, Math.min(n, from + ObjectFileWriter.ROW_GROUP_ROWS)));
        }
        Map<String, String> keys = new LinkedHashMap<>();
        tally.putInto(keys, SampleFiles.WRITER);
        writer.finish(keys);
        return writer.written();
    }

    private Path write(UnaryOperator<PageIndexWriter.Page> said) throws IOException {
        Path file = folder.resolve("2025-10-22.parquet");
        ByteBuffer content = encode(EVENTS, true, said);
        Files.write(file, Arrays.copyOf(content.array(), content.remaining()));
        return file;
    }

    private static Bounds narrowed(Bounds bounds) {
        if (!bounds.known()) {
            return bounds;
        }
        byte[] min = bounds.min();
        byte[] max = bounds.max();
        Bounds only = new Bounds(ObjectSchema.Kind.TEXT);
        only.include(Arrays.equals(min, max) ? new byte[] {0, 0, 0, 0, 0, 0, 0, 0} : max);
        return only;
    }

    private static PageIndexWriter.Page with(PageIndexWriter.Page page, int nulls, Bounds bounds, boolean allNull) {
        return new PageIndexWriter.Page(page.at(), page.bytes(), page.firstRow(), nulls, bounds, allNull);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault("narrower bounds", page -> with(page, page.nulls(), narrowed(page.bounds()), page.allNull())),
                fault("an absent value more", page -> with(page, page.nulls() + 1, page.bounds(), page.allNull())),
                fault("no value at all", page -> with(page, page.nulls(), page.bounds(), true)),
                fault(
                        "another first row",
                        page -> page.firstRow() == 0
                                ? page
                                : new PageIndexWriter.Page(
                                        page.at(),
                                        page.bytes(),
                                        page.firstRow() - 1,
                                        page.nulls(),
                                        page.bounds(),
                                        page.allNull())));
    }

    private static Arguments fault(String name, UnaryOperator<PageIndexWriter.Page> said) {
        return Arguments.of(name, said);
    }

    @Test
    void shouldProveWhatTheWriterWritesWithoutAFault() throws IOException {
        ObjectFiles files = new ObjectFiles(Disk.LOCAL);
        assertThat(files.verifyEvents(write(UnaryOperator.identity())).rows()).isEqualTo(EVENTS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    void shouldFindWhatIsSaidWronglyOfAnyPage(String name, UnaryOperator<PageIndexWriter.Page> fault)
            throws IOException {
        int pages = 6 * ObjectSchema.TIMELINE.columns().size();
        int found = 0;
        for (int wrong = 0; wrong < pages; wrong += 7) { // every column once, and every place in a row group
            int[] count = {0};
            int at = wrong;
            boolean[] changed = new boolean[1];
            Path file = write(page -> {
                PageIndexWriter.Page said = count[0]++ == at ? fault.apply(page) : page;
                changed[0] |= !said.equals(page);
                return said;
            });
            if (changed[0]) {
                assertThatThrownBy(() -> new ObjectFiles(Disk.LOCAL).verifyEvents(file))
                        .as("page %d", wrong)
                        .isInstanceOf(CorruptFileException.class)
                        .hasMessageContaining(file.toString());
                found++;
            }
        }
        assertThat(found).isGreaterThan(5);
    }

    @Test
    void shouldFindWhatTheFooterOfAPartSaysWrongly() throws IOException {
        for (Arguments fault : faults().toList().subList(0, 2)) {
            @SuppressWarnings("unchecked")
            UnaryOperator<PageIndexWriter.Page> said = (UnaryOperator<PageIndexWriter.Page>) fault.get()[1];
            ByteBuffer content = encode(20, false, said);
            byte[] bytes = Arrays.copyOf(content.array(), content.remaining());
            Path file = folder.resolve(
                    new PartName(T0 + 1_000, ObjectFileWriter.crc32c(bytes, 0, bytes.length)).toString());
            Files.write(file, bytes);
            assertThatThrownBy(() -> new ObjectFiles(Disk.LOCAL).verifyEvents(file))
                    .isInstanceOf(CorruptFileException.class)
                    .hasMessageContaining("[column=");
        }
    }

    @Test
    void shouldFindAnOrderOfPagesThatDoesNotHold() throws IOException {
        ObjectFiles files = new ObjectFiles(Disk.LOCAL);
        Path file = write(UnaryOperator.identity());
        ResealedFile sealed = new ResealedFile(file);
        List<String> found = new ArrayList<>();
        for (ParquetFooter.Chunk chunk :
                sealed.chunks().subList(0, ObjectSchema.TIMELINE.columns().size())) {
            int order = sealed.order(chunk);
            sealed.writeWithOrder(chunk, order);
            assertThat(files.verifyEvents(file).rows()).isEqualTo(EVENTS);
            if (!chunk.path.equals("seq") && !chunk.path.equals("ts") && !chunk.path.equals("y")) {
                continue; // of which every page is another
            }
            for (int other : new int[] {PageIndex.ASCENDING, PageIndex.DESCENDING, 3}) {
                if (other != order) {
                    sealed.writeWithOrder(chunk, other);
                    assertThatThrownBy(() -> files.verifyEvents(file))
                            .isInstanceOf(CorruptFileException.class)
                            .hasMessageContaining("order");
                    found.add(chunk.path);
                }
            }
        }
        assertThat(found).contains("seq", "ts", "y");
    }
}
