package dev.dayfile.internal.parquet;

import static dev.dayfile.internal.parquet.CandleSchema.COLUMNS;
import static dev.dayfile.internal.parquet.CandleSchema.SYMBOL;
import static dev.dayfile.internal.parquet.CandleSchema.TS_UTC;

import dev.dayfile.internal.parquet.ParquetFooter.RowGroup;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * What there is in a dayfile besides its pages, each piece read and checked once. It stands apart from the reader because
 * readers of the same file share it, also in several threads: the page index is guarded by the instance, the rest never
 * changes.
 */
final class KnownDayfile {
    final ParquetFooter footer;
    final FileFooter says;
    private final PageIndex[][] indexes;
    private final ThriftReader in = new ThriftReader(PageIndex.STRUCTURE);
    private byte[] indexSection;

    /** Of a footer that was checked. */
    KnownDayfile(ParquetFooter footer, FileFooter says) {
        this.footer = footer;
        this.says = says;
        this.indexes = new PageIndex[footer.rowGroups.size()][COLUMNS];
    }

    /** The page index of a column in a row group, with the values of the pages where rows are looked for by them. */
    synchronized PageIndex index(int g, int column, DayfileReader reader) throws IOException {
        if (indexes[g][column] == null) {
            indexes[g][column] = readIndex(g, column, column == SYMBOL || column == TS_UTC, reader);
        }
        return indexes[g][column];
    }

    /** The page index of each column of a row group, with the values of the pages wherever it has them. */
    synchronized PageIndex[] indexesOf(int g, DayfileReader reader) throws IOException {
        PageIndex[] all = new PageIndex[COLUMNS];
        for (int c = 0; c < COLUMNS; c++) {
            all[c] = readIndex(g, c, footer.rowGroups.get(g).chunks.get(c).columnIndexAt >= 0, reader);
        }
        return all;
    }

    private PageIndex readIndex(int g, int column, boolean values, DayfileReader reader) throws IOException {
        byte[] section = indexSection(reader);
        RowGroup group = footer.rowGroups.get(g);
        return PageIndex.read(
                in, section, indexSectionAt(), group.chunks.get(column), group.rows, values, reader.file());
    }

    /** The bytes of the page index, which lie between the last page and the footer. */
    synchronized byte[] indexSection(DayfileReader reader) throws IOException {
        if (indexSection == null) {
            long at = indexSectionAt();
            byte[] section = reader.read(at, footer.start - at);
            CRC32C crc = new CRC32C();
            crc.update(section);
            footer.requireCrc(FooterKeys.INDEX_CRC, (int) crc.getValue());
            indexSection = section;
        }
        return indexSection;
    }

    private long indexSectionAt() {
        RowGroup lastGroup = footer.rowGroups.get(footer.rowGroups.size() - 1);
        return lastGroup.chunks.get(0).start() + DayfileReader.groupBytes(lastGroup);
    }

    /** Memory that it comes to hold, roughly: parsed, a footer and an index take a multiple of their bytes. */
    long bytes() {
        return 1_000 + 8L * footer.bytes.length + 3L * (footer.start - indexSectionAt());
    }
}
