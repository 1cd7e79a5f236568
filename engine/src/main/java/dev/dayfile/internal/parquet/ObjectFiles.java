package dev.dayfile.internal.parquet;

import dev.dayfile.internal.io.Disk;
import dev.dayfile.internal.layout.PartName;
import dev.dayfile.internal.series.ContentDigest;
import dev.dayfile.model.ChartObject;
import dev.dayfile.model.CorruptFileException;
import dev.dayfile.model.IsoTime;
import dev.dayfile.model.ObjectEvent;
import dev.dayfile.model.ObjectEvent.Action;
import dev.dayfile.model.ObjectEvent.Field;
import dev.dayfile.model.Timeframe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Encodes and reads object files: parts of the timeline, and the snapshot. */
public final class ObjectFiles {
    /** The order of a snapshot's rows: by the bytes of their ids, as Parquet compares texts. */
    public static final Comparator<ChartObject> BY_ID = (a, b) ->
            Arrays.compareUnsigned(a.id().getBytes(StandardCharsets.UTF_8), b.id().getBytes(StandardCharsets.UTF_8));

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

    /** A part with these events, which ascend by sequence. */
    public static Part encodePart(String writerId, List<ObjectEvent> events) {
        ByteBuffer content =
                ObjectFileWriter.encode(ObjectSchema.TIMELINE, rowsOf(events), timelineKeys(writerId, events), false);
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

    private static Map<String, String> timelineKeys(String writerId, List<ObjectEvent> events) {
        long digest = 0;
        long minTs = Long.MAX_VALUE;
        long maxTs = Long.MIN_VALUE;
        for (ObjectEvent event : events) {
            digest += ContentDigest.ofValues(row(event));
            minTs = Math.min(minTs, event.tsMicros());
            maxTs = Math.max(maxTs, event.tsMicros());
        }
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put(FooterKeys.VERSION, FooterKeys.CURRENT_VERSION);
        keys.put(FooterKeys.WRITER, writerId);
        keys.put(FooterKeys.FIRST_SEQ, Long.toString(events.get(0).seq()));
        keys.put(
                FooterKeys.LAST_SEQ, Long.toString(events.get(events.size() - 1).seq()));
        keys.put(FooterKeys.ROWS, Integer.toString(events.size()));
        keys.put(FooterKeys.DIGEST, ContentDigest.toHex(digest));
        keys.put(FooterKeys.MIN_TS, Long.toString(minTs));
        keys.put(FooterKeys.MAX_TS, Long.toString(maxTs));
        return keys;
    }

    private static List<Object[]> rowsOf(List<ObjectEvent> events) {
        return events.stream().map(ObjectFiles::row).collect(Collectors.toCollection(ArrayList::new));
    }

    private static Object[] row(ObjectEvent e) {
        String cleared = e.cleared().isEmpty()
                ? null
                : e.cleared().stream().map(Field::toString).collect(Collectors.joining(","));
        return new Object[] {
            e.seq(),
            e.step(),
            IsoTime.format(e.tsMicros()),
            e.tsMicros(),
            e.action().toString(),
            e.reason(),
            e.objectId(),
            e.type(),
            e.symbol(),
            e.timeframe().toString(),
            e.status(),
            e.left(),
            e.tStartMicros(),
            e.tEndMicros(),
            e.y(),
            e.top(),
            e.bottom(),
            e.payload(),
            cleared
        };
    }

    private static ObjectEvent event(Object[] row) {
        long tsMicros = (Long) row[3];
        if (!IsoTime.format(tsMicros).equals(row[2])) {
            throw new IllegalArgumentException("ts and ts_utc differ [ts=" + row[2] + ", ts_utc=" + tsMicros + "]");
        }
        Set<Field> cleared = EnumSet.noneOf(Field.class);
        if (row[18] != null) {
            for (String name : ((String) row[18]).split(",")) {
                cleared.add(Field.valueOf(name.toUpperCase(Locale.ROOT)));
            }
        }
        return new ObjectEvent(
                (Long) row[0],
                (Long) row[1],
                tsMicros,
                Action.parse((String) row[4]),
                (String) row[5],
                (String) row[6],
                (String) row[7],
                (String) row[8],
                Timeframe.parse((String) row[9]),
                (String) row[10],
                (Long) row[11],
                (Long) row[12],
                (Long) row[13],
                (Double) row[14],
                (Double) row[15],
                (Double) row[16],
                (String) row[17],
                cleared);
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
     * Reads a part of the timeline, and checks all there is to check of it by itself.
     *
     * @throws CorruptFileException when it is damaged, or no such file
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     */
    public Events readEvents(Path file) {
        ObjectFileReader reader = ObjectFileReader.open(disk, file, ObjectSchema.TIMELINE);
        FileFooter footer = FooterKeys.parse(reader.keyValues(), file);
        List<ObjectEvent> events = new ArrayList<>();
        long minTs = Long.MAX_VALUE;
        long maxTs = Long.MIN_VALUE;
        for (Object[] row : reader.rows()) {
            ObjectEvent event = checked(file, () -> event(row));
            if (!events.isEmpty() && events.get(events.size() - 1).seq() >= event.seq()) {
                throw reader.damaged("the events are not in order [seq=" + event.seq() + "]");
            }
            events.add(event);
            minTs = Math.min(minTs, event.tsMicros());
            maxTs = Math.max(maxTs, event.tsMicros());
        }
        if (events.size() != footer.rows()
                || events.get(0).seq() != footer.firstSeq()
                || events.get(events.size() - 1).seq() != footer.lastSeq()
                || minTs != footer.minTsMicros()
                || maxTs != footer.maxTsMicros()) {
            throw reader.damaged("the rows are not those that the footer speaks of [rows=" + events.size() + "]");
        }
        return new Events(footer, events);
    }

    /**
     * Reads a snapshot, and checks all there is to check of it by itself.
     *
     * @throws CorruptFileException when it is damaged, or no snapshot
     * @throws dev.dayfile.model.StorageException when it is not there or cannot be read
     */
    public Snapshot readSnapshot(Path file) {
        ObjectFileReader reader = ObjectFileReader.open(disk, file, ObjectSchema.SNAPSHOT);
        List<ChartObject> objects = new ArrayList<>();
        for (Object[] row : reader.rows()) {
            ChartObject object = checked(file, () -> object(row));
            if (!objects.isEmpty() && BY_ID.compare(objects.get(objects.size() - 1), object) >= 0) {
                throw reader.damaged("the objects are not in order [id=" + object.id() + "]");
            }
            objects.add(object);
        }
        String seq = reader.keyValues().get(FooterKeys.LAST_SEQ);
        String writer = reader.keyValues().get(FooterKeys.WRITER);
        if (!FooterKeys.CURRENT_VERSION.equals(reader.keyValues().get(FooterKeys.VERSION))
                || seq == null
                || writer == null) {
            throw reader.damaged("the footer lacks a key, or is of another version");
        }
        return new Snapshot(checked(file, () -> Long.parseLong(seq)), writer, objects);
    }

    /**
     * Reads a snapshot as {@link #readSnapshot} does, and gives what there is of a footer.
     *
     * @throws CorruptFileException when it is damaged, or no snapshot
     */
    public FileFooter verifySnapshot(Path file) {
        Snapshot snapshot = readSnapshot(file);
        int rows = snapshot.objects().size();
        return new FileFooter(
                FooterKeys.CURRENT_VERSION, snapshot.writerId(), 0, snapshot.seq(), rows, 0, 0, 0, List.of());
    }

    private static <T> T checked(Path file, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(file, "a row breaks a rule: " + e.getMessage(), e);
        }
    }
}
