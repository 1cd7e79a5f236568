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

/**
 * Where a store's ring of candles is, {@code .dayfile/candles.place}: whoever opens the store without being told finds the
 * ring that was used last, so that there is never a second one. The file is there from the first opening with a ring
 * elsewhere on. It names the store's root too: a copy of the store must not take the ring of the original.
 */
public final class RingPlace {
    private static final int MAX_BYTES = 16 * 1024;
    private static final Pattern TEXT = Pattern.compile("root=([^\\n]+)\\nring=([^\\n]+)\\n");

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
        String text = "root=" + layout.root() + "\nring=" + ring + "\n";
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

    private static Path noted(Disk disk, StoreLayout layout) {
        Path file = layout.candleRingPlace();
        try {
            String text =
                    StandardCharsets.UTF_8.decode(disk.read(file, MAX_BYTES)).toString();
            Matcher matcher = TEXT.matcher(text);
            if (!matcher.matches()) {
                throw new CorruptFileException(file, "it does not say where the ring is");
            }
            return matcher.group(1).equals(layout.root().toString()) ? Path.of(matcher.group(2)) : null;
        } catch (NoSuchFileException e) {
            return null;
        } catch (InvalidPathException e) {
            throw new CorruptFileException(file, "it does not say where the ring is: " + e.getMessage(), e);
        } catch (IOException e) {
            throw Failures.storage("read where the ring is", file, e);
        }
    }
}
