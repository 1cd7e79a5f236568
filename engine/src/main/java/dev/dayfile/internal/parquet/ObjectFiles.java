package dev.dayfile.internal.parquet;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.Timeframe;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Encodes and reads object files: parts and dayfiles of the timeline, and the snapshot. */
public final class ObjectFiles {
    /** The order of a snapshot's rows: by the bytes of their ids, as Parquet compares texts. */
    public static final Comparator<ChartObject> BY_ID = (a, b) -> compareIds(a.id(), b.id());

    /** As {@link #BY_ID}: by code points, which is how the bytes of UTF-8 compare; allocates nothing. */
    public static int compareIds(String a, String b) {
        int common = Math.min(a.length(), b.length());
        for (int i = 0; i < common; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                // Surrogates stand for code points above all others, while their own numbers lie below some.
                return Character.isSurrogate(x) == Character.isSurrogate(y) ? x - y : Character.isSurrogate(x) ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }

    private final Disk disk;

    public ObjectFiles(Disk disk) {
        this.disk = disk;
    }

    /**
     * A part ready to be published.
     *
     * @param name by its first event's ts and its content
     * @param content the file's bytes
     */
    public record Part(PartName name, ByteBuffer content) {}

    /**
     * Events of a file, and what its footer says of them.
     *
     * @param footer the footer
     * @param events ascending by sequence
     */
    public record Events(FileFooter footer, List<ObjectEvent> events) {}

    /**
     * The state of all objects at one place in the order of events.
     *
     * @param seq the last event that it takes into account
     * @param writerId which store wrote it
     * @param objects ascending by id
     */
    public record Snapshot(long seq, String writerId, List<ChartObject> objects) {}

    /**
     * An event as a row of the timeline's files: a text, a long, a double or {@code null} for each column in their order,
     * times as microseconds since 1970 UTC.
     */
    public static Object[] row(ObjectEvent event) {
        return EventRows.row(event);
    }

    /** A part with these events, which ascend by sequence. */
    public static Part encodePart(String writerId, List<ObjectEvent> events) {
        List<Object[]> rows = new ArrayList<>(events.size());
        EventTally tally = new EventTally();
        for (ObjectEvent event : events) {
            Object[] row = EventRows.row(event);
            rows.add(row);
            tally.add(row);
        }
        Map<String, String> keys = new LinkedHashMap<>();
        tally.putInto(keys, writerId);
        ByteBuffer content = ObjectFileWriter.encode(ObjectSchema.TIMELINE, rows, keys, false);
        int crc = ObjectFileWriter.crc32c(content.array(), 0, content.remaining());
        return new Part(new PartName(events.get(0).tsMicros(), crc), content);
    }

    /** A snapshot; the same objects and sequence give the same bytes. */
    public static ByteBuffer encodeSnapshot(Snapshot snapshot) {
        List<Object[]> rows = new ArrayList<>(snapshot.objects().size());
        long digest = 0;
        for (ChartObject object : snapshot.objects()) {
            Object[] row = row(object);
            rows.add(row);
            digest += ContentDigest.ofValues(row);
        }
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put(FooterKeys.VERSION, FooterKeys.CURRENT_VERSION);
        keys.put(FooterKeys.WRITER, snapshot.writerId());
        keys.put(FooterKeys.LAST_SEQ, Long.toString(snapshot.seq()));
        keys.put(FooterKeys.ROWS, Long.toString(rows.size()));
        keys.put(FooterKeys.DIGEST, ContentDigest.toHex(digest));
        return ObjectFileWriter.encode(ObjectSchema.SNAPSHOT, rows, keys, true);
    }

    private static Object[] row(ChartObject o) {
        return new Object[] {
            o.id(),
            o.type(),
            o.symbol(),
            o.timeframe().toString(),
            o.status(),
            o.left(),
            o.tStartMicros(),
            o.tEndMicros(),
            o.y(),
            o.top(),
            o.bottom(),
            o.payload(),
            o.seq(),
            IsoTime.format(o.createdTsMicros()),
            IsoTime.format(o.updatedTsMicros()),
            o.createdStep(),
            o.updatedStep()
        };
    }

    private static ChartObject object(Object[] row) {
        return new ChartObject(
                (String) row[0],
                (String) row[1],
                (String) row[2],
                Timeframe.parse((String) row[3]),
                (String) row[4],
                (Long) row[5],
                (Long) row[6],
                (Long) row[7],
                (Double) row[8],
                (Double) row[9],
                (Double) row[10],
                (String) row[11],
                (Long) row[12],
                IsoTime.parse((String) row[13]),
                IsoTime.parse((String) row[14]),
                (Long) row[15],
                (Long) row[16]);
    }

    /**
     * Opens a file of the timeline, to read it row group by row group.
     *
     * @throws CorruptFileException when it is damaged, or no such file
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     */
    public EventFile openEvents(Path file) {
        return EventFile.open(disk, file);
    }

    /**
     * As {@link #openEvents}, and what is read is held against all that footer and page index say of it: whoever writes a
     * file of what it read, or says that a file is whole, must not believe the file's writer.
     */
    public EventFile proveEvents(Path file) {
        return EventFile.open(disk, file, true);
    }

    /**
     * What the footer of a file of the timeline says. Of a part every byte is held against the checksum in its name; of
     * a larger file only the footer is read, and held against its own.
     *
     * @throws CorruptFileException when it is damaged, or no such file
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     */
    public FileFooter readFooter(Path file) {
        try (EventFile events = openEvents(file)) {
            return events.footer();
        }
    }

    /**
     * Reads a part or a dayfile of the timeline, and checks all there is to check of it by itself.
     *
     * @throws CorruptFileException when it is damaged, or no such file
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     */
    public Events readEvents(Path file) {
        try (EventFile events = openEvents(file)) {
            List<ObjectEvent> all =
                    new ArrayList<>((int) Math.min(events.footer().rows(), 1 << 20));
            for (int group = 0; group < events.rowGroups(); group++) {
                all.addAll(events.read(group));
            }
            return new Events(events.footer(), all);
        }
    }

    /**
     * As {@link #readEvents}, without keeping the events, and with all that {@link #proveEvents} holds to be true.
     *
     * @throws CorruptFileException when it is damaged, or no such file
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     */
    public FileFooter verifyEvents(Path file) {
        try (EventFile events = proveEvents(file)) {
            for (int group = 0; group < events.rowGroups(); group++) {
                events.read(group);
            }
            return events.footer();
        }
    }

    /**
     * Reads a snapshot, and checks all there is to check of it by itself.
     *
     * @throws CorruptFileException when it is damaged, or no snapshot
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     */
    public Snapshot readSnapshot(Path file) {
        try (ObjectFileReader reader = ObjectFileReader.open(disk, file, ObjectSchema.SNAPSHOT)) {
            return readSnapshot(file, reader);
        }
    }

    private static Snapshot readSnapshot(Path file, ObjectFileReader reader) {
        reader.proveEmpty();
        List<ChartObject> objects = new ArrayList<>();
        long digest = 0;
        for (Object[] row : reader.rows()) {
            digest += ContentDigest.ofValues(row);
            ChartObject object = checked(file, () -> object(row));
            if (!objects.isEmpty() && BY_ID.compare(objects.get(objects.size() - 1), object) >= 0) {
                throw reader.damaged("the objects are not in order [id=" + object.id() + "]");
            }
            objects.add(object);
        }
        if (!ContentDigest.toHex(digest).equals(reader.keyValues().get(FooterKeys.DIGEST))) {
            throw reader.damaged("the rows are not those that the footer speaks of [" + FooterKeys.DIGEST + "="
                    + reader.keyValues().get(FooterKeys.DIGEST) + ", found=" + ContentDigest.toHex(digest) + "]");
        }
        FileFooter footer = snapshotFooter(reader);
        return new Snapshot(footer.lastSeq(), footer.writerId(), objects);
    }

    /** What there is of a footer: a snapshot says up to which event it is true, and may have no rows. */
    static FileFooter snapshotFooter(ObjectFileReader reader) {
        String seq = reader.keyValues().get(FooterKeys.LAST_SEQ);
        String rows = reader.keyValues().get(FooterKeys.ROWS);
        String digest = reader.keyValues().get(FooterKeys.DIGEST);
        String writer = reader.keyValues().get(FooterKeys.WRITER);
        if (!FooterKeys.CURRENT_VERSION.equals(reader.keyValues().get(FooterKeys.VERSION))
                || seq == null
                || rows == null
                || digest == null
                || writer == null) {
            throw reader.damaged("the footer lacks a key, or is of another version");
        }
        return checked(
                reader.file(),
                () -> new FileFooter(
                        FooterKeys.CURRENT_VERSION,
                        writer,
                        0,
                        Long.parseLong(seq),
                        Long.parseLong(rows),
                        ContentDigest.parseHex(digest),
                        0,
                        0,
                        List.of()));
    }

    /**
     * Reads a snapshot as {@link #readSnapshot} does, and gives what there is of a footer.
     *
     * @throws CorruptFileException when it is damaged, or no snapshot
     */
    public FileFooter verifySnapshot(Path file) {
        try (ObjectFileReader reader = ObjectFileReader.open(disk, file, ObjectSchema.SNAPSHOT)) {
            readSnapshot(file, reader.provingStatistics());
            return snapshotFooter(reader);
        }
    }

    static <T> T checked(Path file, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(file, "a row breaks a rule: " + e.getMessage(), e);
        }
    }
}
