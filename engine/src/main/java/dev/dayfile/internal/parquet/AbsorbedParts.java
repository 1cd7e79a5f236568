package dev.dayfile.internal.parquet;

import dev.dayfile.internal.layout.PartName;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The value of {@code dayfile.absorbed}: the names of parts, packed and written in Base64 (RFC 4648, without padding)
 * behind {@code 2:}. No names at all are the empty text.
 *
 * <p>Packed are: how many names in the grammar of parts there are, as a varint (LEB128); the 4 bytes of the checksum of
 * each, big-endian, which cannot be made smaller; and the rest compressed by zlib (RFC 1950): of each, as a zigzag
 * varint, by how much the step to its time differs from the step before (0 where parts come at an even pace), in
 * microseconds; and then the names outside of that grammar, each followed by a line feed. A name of 44 bytes takes some
 * 6 characters.
 *
 * <p>Dayfiles of version 1 have the names joined by line feeds, compressed and written in Base64 with padding, and no
 * prefix.
 */
final class AbsorbedParts {
    private static final String PACKED = "2:";

    private AbsorbedParts() {}

    static String encode(List<String> names) {
        if (names.isEmpty()) {
            return "";
        }
        List<PartName> parts = new ArrayList<>(names.size());
        StringBuilder others = new StringBuilder();
        for (String name : names) {
            sort(name, parts, others);
        }
        return PACKED + Base64.getEncoder().withoutPadding().encodeToString(pack(parts, others.toString()));
    }

    private static void sort(String name, List<PartName> parts, StringBuilder others) {
        Optional<PartName> part = PartName.parse(name);
        if (part.isPresent() && name.length() == PartName.LENGTH) { // a name without fractions would get some
            parts.add(part.get());
        } else if (name.isEmpty() || name.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a part's name is one line [name=" + name + "]");
        } else {
            others.append(name).append('\n');
        }
    }

    /** Times by how much the step from one to the next changes. */
    private static final class Steps {
        private long time;
        private long step;

        void put(long nextTime, ThriftWriter into) {
            long nextStep = nextTime - time;
            into.putZigzag(nextStep - step);
            step = nextStep;
            time = nextTime;
        }

        PartName next(int crc32c, ByteBuffer from) {
            long zigzag = varint(from);
            step += zigzag >>> 1 ^ -(zigzag & 1);
            time += step;
            return new PartName(time, crc32c);
        }
    }

    private static byte[] pack(List<PartName> parts, String others) {
        ThriftWriter packed = new ThriftWriter(parts.size() * 8 + 64);
        ThriftWriter rest = new ThriftWriter(parts.size() * 2 + 64);
        packed.putVarint(parts.size());
        Steps steps = new Steps();
        for (PartName part : parts) {
            packed.putInt(Integer.reverseBytes(part.crc32c()));
            steps.put(part.firstTsMicros(), rest);
        }
        byte[] names = others.getBytes(StandardCharsets.UTF_8);
        rest.putBytes(names, 0, names.length);
        byte[] compressed = compress(Arrays.copyOf(rest.bytes, rest.size));
        packed.putBytes(compressed, 0, compressed.length);
        return Arrays.copyOf(packed.bytes, packed.size);
    }

    private static byte[] compress(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try {
            deflater.setInput(content);
            deflater.finish();
            ByteArrayOutputStream compressed = new ByteArrayOutputStream();
            byte[] piece = new byte[4096];
            while (!deflater.finished()) {
                compressed.write(piece, 0, deflater.deflate(piece));
            }
            return compressed.toByteArray();
        } finally {
            deflater.end();
        }
    }

    /**
     * Reads what {@link #encode} wrote, of any length: the footer's checksum stands for it.
     *
     * @return the names, in ascending order
     * @throws IllegalArgumentException when it is not that
     */
    static List<String> decode(String value) {
        if (value.isEmpty()) {
            return List.of();
        }
        if (!value.startsWith(PACKED)) {
            byte[] compressed = Base64.getDecoder().decode(value);
            byte[] joined = decompress(compressed, 0, compressed.length);
            return List.of(new String(joined, StandardCharsets.UTF_8).split("\n"));
        }
        return unpack(ByteBuffer.wrap(Base64.getDecoder().decode(value.substring(PACKED.length()))));
    }

    private static List<String> unpack(ByteBuffer packed) {
        long parts = varint(packed);
        if (parts < 0 || parts > packed.remaining() / Integer.BYTES) {
            throw new IllegalArgumentException("the list of absorbed parts ends early [parts=" + parts + "]");
        }
        ByteBuffer crcs = packed.slice(packed.position(), (int) parts * Integer.BYTES);
        ByteBuffer rest = ByteBuffer.wrap(
                decompress(packed.array(), packed.position() + crcs.capacity(), packed.remaining() - crcs.capacity()));
        List<String> names = new ArrayList<>((int) parts);
        Steps steps = new Steps();
        boolean ascending = true;
        while (crcs.hasRemaining()) {
            names.add(steps.next(crcs.getInt(), rest).toString());
            ascending &= steps.step > 0;
        }
        String others = StandardCharsets.UTF_8.decode(rest).toString();
        if (!others.isEmpty()) {
            names.addAll(List.of(others.split("\n"))); // those outside of the grammar stand last in the file
        }
        if (!ascending || !others.isEmpty()) {
            names.sort(null);
        }
        return List.copyOf(names);
    }

    private static long varint(ByteBuffer from) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && from.hasRemaining(); shift += 7) {
            byte b = from.get();
            value |= (long) (b & 0x7F) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("the list of absorbed parts has a number that does not end");
    }

    private static byte[] decompress(byte[] compressed, int from, int length) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed, from, length);
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            byte[] piece = new byte[4096];
            while (!inflater.finished()) {
                int n = inflater.inflate(piece);
                if (n == 0 && !inflater.finished()) {
                    throw new IllegalArgumentException("the list of absorbed parts ends early");
                }
                content.write(piece, 0, n);
            }
            return content.toByteArray();
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("the list of absorbed parts cannot be decompressed", e);
        } finally {
            inflater.end();
        }
    }
}
