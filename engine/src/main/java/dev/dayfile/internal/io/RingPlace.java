package dev.dayfile.internal.io;

import dev.dayfile.internal.layout.StoreLayout;
import dev.dayfile.model.CorruptFileException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Where a store's ring of candles is, {@code .dayfile/candles.place}: whoever opens the store without being told finds the
 * ring that was used last, so that there is never a second one. The file is there from the first opening with a ring
 * elsewhere on. It names the store's root too: a copy of the store must not take the ring of the original. And it has a
 * checksum, since a path with a flipped bit is a path.
 *
 * <pre>
 * root=&lt;path&gt;
 * ring=&lt;path&gt;
 * crc32c=&lt;8 hex of the lines before&gt;
 * </pre>
 */
public final class RingPlace {
    private static final int MAX_BYTES = 16 * 1024;
    private static final Pattern TEXT = Pattern.compile("(root=([^\\n]+)\\nring=([^\\n]+)\\n)crc32c=([0-9a-f]{8})\\n");

    private RingPlace() {}

    /**
     * The ring's file.
     *
     * @param asked what the caller was told, or {@code null}: where it was last
     * @throws CorruptFileException when the note of where it was cannot be understood
     */
    public static Path find(Disk disk, StoreLayout layout, Path asked) {
        if (asked != null) {
            return asked;
        }
        Path noted = noted(disk, layout);
        return noted == null ? layout.candleRing() : noted;
    }

    /**
     * Notes the place for those that come after; to be called by the engine, once nothing waits in the ring noted before.
     *
     * @param ring absolute
     * @throws IllegalArgumentException when the path cannot be written down
     */
    public static void note(Disk disk, StoreLayout layout, Path ring) throws IOException {
        String lines = "root=" + layout.root() + "\nring=" + ring + "\n";
        String text = lines + "crc32c=" + crc(lines) + "\n";
        if (!TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("a path with a line break cannot be noted [ringFile=" + ring + "]");
        }
        new Publisher(disk, true)
                .publish(layout.candleRingPlace(), ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether the ring is, or ever was, somewhere else than in the store: then more than one may say it is the last. */
    public static boolean wasEverElsewhere(Disk disk, StoreLayout layout) throws IOException {
        return disk.exists(layout.candleRingPlace());
    }

    /**
     * Puts a note that names a ring in the place of a damaged one, of which a copy goes into quarantine. There is a note at
     * any time: without one a ring that was left long ago would be believed to be the last.
     *
     * @param ring absolute
     * @return the copy
     */
    public static Path mend(Disk disk, StoreLayout layout, Publisher publisher, Path ring) throws IOException {
        Path copy = new Quarantine(disk, layout, publisher).copy(layout.candleRingPlace(), MAX_BYTES);
        note(disk, layout, ring);
        return copy;
    }

    private static Path noted(Disk disk, StoreLayout layout) {
        Path file = layout.candleRingPlace();
        try {
            Matcher matcher = disk.stat(file).sizeBytes() > MAX_BYTES ? null : matcher(disk.read(file, MAX_BYTES));
            if (matcher == null || !matcher.matches() || !crc(matcher.group(1)).equals(matcher.group(4))) {
                throw corrupt(file, null);
            }
            return matcher.group(2).equals(layout.root().toString()) ? Path.of(matcher.group(3)) : null;
        } catch (NoSuchFileException e) {
            return null;
        } catch (InvalidPathException e) {
            throw corrupt(file, e);
        } catch (IOException e) {
            throw Failures.storage("read where the ring is", file, e);
        }
    }

    private static Matcher matcher(ByteBuffer content) {
        return TEXT.matcher(StandardCharsets.UTF_8.decode(content));
    }

    private static CorruptFileException corrupt(Path file, Exception cause) {
        return new CorruptFileException(
                file, "it does not say where the ring is; 'dayfile verify --repair' makes it anew", cause);
    }

    private static String crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }
}
