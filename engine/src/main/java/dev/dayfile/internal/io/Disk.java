package dev.dayfile.internal.io;

import dev.dayfile.internal.layout.PartName;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * Every call to the file system that the engine makes, one method a call, so that a test can fail or interrupt each of
 * them in turn. Methods throw {@link IOException} as the platform does; callers that know what the file means turn it
 * into a {@code StorageException} by {@link Failures}.
 *
 * <p>A file is created once, written front to back, forced, closed and renamed; it is never written again under its
 * final name.
 */
public interface Disk {
    /** The machine's own file system. */
    Disk LOCAL = new LocalDisk();

    /**
     * What a folder holds, sorted by name.
     *
     * @return empty when there is no such folder
     */
    List<Entry> list(Path folder) throws IOException;

    /**
     * The names in a folder, sorted, and nothing else: one look at the folder however many files it has.
     *
     * @return entries that are {@link Entry#named only named}; empty when there is no such folder
     */
    List<Entry> listNames(Path folder) throws IOException;

    /**
     * One file or folder.
     *
     * @throws java.nio.file.NoSuchFileException when there is none
     */
    Entry stat(Path path) throws IOException;

    boolean exists(Path path) throws IOException;

    /**
     * Reads a whole file.
     *
     * @param maxBytes a file that is larger is refused before anything is allocated
     */
    ByteBuffer read(Path file, long maxBytes) throws IOException;

    /**
     * Opens a file, reads once and closes it: of a small file on a local disk, which one read gives wholly, the least
     * that can be done. Whoever uses it must be able to tell a part of a file from the whole.
     *
     * @param target receives from the file's beginning at most what it has room for
     * @return how many bytes were read; 0 of an empty file
     */
    int readStart(Path file, ByteBuffer target) throws IOException;

    /** Opens a file for reading at any place. */
    ReadableFile openRead(Path file) throws IOException;

    /** Creates a file that must not exist and opens it for writing. */
    WritableFile create(Path file) throws IOException;

    /** Renames within the file system, replacing what stands at the target, in one step that others see whole or not. */
    void rename(Path from, Path to) throws IOException;

    /** Deletes a file or an empty folder; nothing happens when there is none. */
    void delete(Path path) throws IOException;

    /** Creates a folder and its parents. */
    void createFolders(Path folder) throws IOException;

    /** Makes the names in a folder survive a power failure. */
    void forceFolder(Path folder) throws IOException;

    /** Maps a file for reading and writing; the file must exist with at least this size. */
    MappedByteBuffer map(Path file, long sizeBytes) throws IOException;

    /** Maps a file for reading only; the file must exist with at least this size. */
    default MappedByteBuffer mapReadOnly(Path file, long sizeBytes) throws IOException {
        return LOCAL.mapReadOnly(file, sizeBytes); // no disk that fails or remembers has anything to add to it
    }

    /**
     * Takes the lock file, writing who holds it into it, or fails with the holder's line. The lock of a process that is
     * dead is free.
     */
    FileLockHandle lock(Path file, String holder) throws IOException;

    /** Whether somebody holds a lock file at this moment, as {@link #lock} sees it; changes nothing, also when there is none. */
    boolean lockHeld(Path file) throws IOException;

    /**
     * A file or folder as a listing shows it.
     *
     * @param path the whole path
     * @param name its last name, which a path makes anew each time that it is asked
     * @param part what the name says, if only the name was read and is a part's; {@code null} of all others
     * @param folder whether it is a folder
     * @param sizeBytes size of a file
     * @param modifiedNanos last change in nanoseconds since 1970, as fine as the file system keeps it
     * @param fileKey identity of the file (device and inode) where the platform has one, else an empty text
     */
    record Entry(
            Path path, String name, PartName part, boolean folder, long sizeBytes, long modifiedNanos, String fileKey) {
        private static final long UNASKED = -1;

        public Entry(Path path, boolean folder, long sizeBytes, long modifiedNanos, String fileKey) {
            this(path, path.getFileName().toString(), null, folder, sizeBytes, modifiedNanos, fileKey);
        }

        /** A file of which only the name is known: two of one path are equal, whatever has become of the file. */
        public static Entry named(Path path, String name) {
            return new Entry(path, name, null, false, UNASKED, UNASKED, "");
        }

        /** The same, and what its name says. */
        Entry ofPart(PartName says) {
            return new Entry(path, name, says, false, UNASKED, UNASKED, "");
        }

        /** Whether more than the name is known. */
        public boolean looked() {
            return sizeBytes != UNASKED;
        }

        /** What a part's name says; {@code null} when it is no part's. */
        public PartName partName() {
            return part != null ? part : PartName.parse(name).orElse(null);
        }
    }

    /** An open file to read from. */
    interface ReadableFile extends AutoCloseable {
        Path path();

        long size() throws IOException;

        /**
         * Reads exactly the remaining bytes of the target from a position on.
         *
         * @throws java.io.EOFException when the file ends before
         */
        void readFully(long position, ByteBuffer target) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** An open file to write to, front to back. */
    interface WritableFile extends AutoCloseable {
        Path path();

        /** Writes all remaining bytes of the source. */
        void write(ByteBuffer source) throws IOException;

        /** Overwrites bytes already written: for a header that is known only at the end. */
        void writeAt(long position, ByteBuffer source) throws IOException;

        /** How many bytes the file has, asked of the file system. */
        long size() throws IOException;

        /** Makes the content survive a power failure. */
        void force() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A lock that is held until it is closed. */
    interface FileLockHandle extends AutoCloseable {
        /** Whether the lock file still stands and names this holding; {@code false} when somebody else has taken it. */
        boolean isOurs() throws IOException;

        @Override
        void close() throws IOException;
    }
}
