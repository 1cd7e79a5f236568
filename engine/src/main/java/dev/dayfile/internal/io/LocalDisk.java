package dev.dayfile.internal.io;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * {@link Disk} over {@code java.nio.file}. A thread that is interrupted uses it as any other, and is interrupted afterwards too.
 */
final class LocalDisk implements Disk {
    private static final Comparator<Entry> BY_NAME = Comparator.comparing(Entry::name);

    // Kept, since a set is made of them at each opening otherwise.
    static final Set<StandardOpenOption> TO_READ = Set.of(StandardOpenOption.READ);
    static final Set<StandardOpenOption> TO_CREATE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    @Override
    public List<Entry> list(Path folder) throws IOException {
        List<Entry> named = listNames(folder);
        List<Entry> entries = new ArrayList<>(named.size());
        for (Entry entry : named) {
            try {
                entries.add(stat(entry.path()));
            } catch (NoSuchFileException e) {
                // gone between the listing and the look: as if it had gone before
            }
        }
        return entries;
    }

    @Override
    public List<Entry> listNames(Path folder) throws IOException {
        String parent = folder.toString();
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
            for (Path child : children) {
                entries.add(Entry.named(child, nameIn(parent, child)));
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.sort(BY_NAME);
        return entries;
    }

    /** The name of a folder's child, without looking for where it begins: a day may have 50,000. */
    private static String nameIn(String parent, Path child) {
        String path = child.toString();
        int separator = parent.length();
        return separator > 0 && path.charAt(separator) == File.separatorChar
                ? path.substring(separator + 1)
                : child.getFileName().toString();
    }

    @Override
    public Entry stat(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        Object key = attributes.fileKey();
        return new Entry(
                path,
                attributes.isDirectory(),
                attributes.size(),
                attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
                key == null ? "" : key.toString());
    }

    @Override
    public boolean exists(Path path) {
        return Files.exists(path);
    }

    @Override
    public ByteBuffer read(Path file, long maxBytes) throws IOException {
        return again(() -> {
            try (ReadableFile open = openRead(file)) {
                long size = open.size();
                if (size > Math.min(maxBytes, Integer.MAX_VALUE - 8)) {
                    throw new IOException(
                            "larger than allowed [file=" + file + ", bytes=" + size + ", max=" + maxBytes + "]");
                }
                ByteBuffer content = ByteBuffer.allocate((int) size);
                open.readFully(0, content);
                return content.flip();
            }
        });
    }

    private interface Reading<T> {
        T read() throws IOException;
    }

    /** Reads a file from its opening on, until no interrupt comes between. */
    private static <T> T again(Reading<T> reading) throws IOException {
        boolean held = Interrupts.hold();
        try {
            while (true) {
                try {
                    return reading.read();
                } catch (ClosedByInterruptException e) {
                    held |= Interrupts.hold();
                }
            }
        } finally {
            Interrupts.giveBack(held);
        }
    }

    @Override
    public int readStart(Path file, ByteBuffer target) throws IOException {
        int from = target.position();
        return again(() -> {
            try (FileChannel channel = FileChannel.open(file, TO_READ)) {
                return Math.max(0, channel.read(target.position(from)));
            }
        });
    }

    @Override
    public ReadableFile openRead(Path file) throws IOException {
        return new LocalReadableFile(file, FileChannel.open(file, TO_READ));
    }

    @Override
    public WritableFile create(Path file) throws IOException {
        return new LocalWritableFile(file, FileChannel.open(file, TO_CREATE));
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    @Override
    public void createFolders(Path folder) throws IOException {
        Files.createDirectories(folder);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        // A folder opened for reading can be forced on Linux and macOS; Windows neither can nor needs to.
        if (File.separatorChar == '\\') {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, TO_READ)) {
            force(channel);
        }
    }

    /**
     * Makes a file's content, or a folder's names, survive a power failure. Never tried again: an interrupt between may hide a
     * failure, and a second force would not tell of it.
     */
    static void force(FileChannel channel) throws IOException {
        boolean held = Interrupts.hold();
        try {
            channel.force(true);
        } finally {
            Interrupts.giveBack(held);
        }
    }

    @Override
    public MappedByteBuffer map(Path file, long sizeBytes) throws IOException {
        return again(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                // A mapping must never grow a file: on a full disk the write would fail much later, as InternalError.
                requireSize(file, channel, sizeBytes);
                return channel.map(FileChannel.MapMode.READ_WRITE, 0, sizeBytes);
            }
        });
    }

    @Override
    public MappedByteBuffer mapReadOnly(Path file, long sizeBytes) throws IOException {
        return again(() -> {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                requireSize(file, channel, sizeBytes); // reading behind the end would fail as InternalError too
                return channel.map(FileChannel.MapMode.READ_ONLY, 0, sizeBytes);
            }
        });
    }

    private static void requireSize(Path file, FileChannel channel, long sizeBytes) throws IOException {
        if (channel.size() < sizeBytes) {
            throw new EOFException(
                    "too short to map [file=" + file + ", bytes=" + channel.size() + ", needed=" + sizeBytes + "]");
        }
    }

    @Override
    public FileLockHandle lock(Path file, String holder) throws IOException {
        return LocalLock.take(file, holder);
    }

    @Override
    public boolean lockHeld(Path file) throws IOException {
        return LocalLock.held(file);
    }

    static long sizeOf(FileChannel channel) throws IOException {
        boolean held = Interrupts.hold();
        try {
            return channel.size();
        } finally {
            Interrupts.giveBack(held);
        }
    }

    private record LocalReadableFile(Path path, FileChannel channel) implements ReadableFile {
        @Override
        public long size() throws IOException {
            return sizeOf(channel);
        }

        @Override
        public void readFully(long position, ByteBuffer target) throws IOException {
            boolean held = Interrupts.hold();
            try {
                long at = position;
                while (target.hasRemaining()) {
                    int n = channel.read(target, at);
                    if (n < 0) {
                        throw new EOFException("ends early [file=" + path + ", position=" + at + ", missing="
                                + target.remaining() + "]");
                    }
                    at += n;
                }
            } finally {
                Interrupts.giveBack(held);
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
