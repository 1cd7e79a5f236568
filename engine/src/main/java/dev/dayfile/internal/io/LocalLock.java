package dev.dayfile.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.locks.LockSupport;

/**
 * A lock file of the machine's own file system. Three things hold it, since each alone can fall: among the class loaders
 * of this process a system property, among processes the system's lock and, should that be gone, the {@link LockOwner}
 * that the file names.
 */
final class LocalLock implements Disk.FileLockHandle {
    private static final int LOOKS = 5;
    private static final long LOOK_NANOS = 5_000_000;
    private static final long LOOK_AGAIN_NANOS = 50_000_000;
    private static final int MOST_BYTES = 4096;
    private static final String LOOKING = "a look at the lock";

    /**
     * Which lock files this process holds, and by whom. On POSIX systems closing any channel of a file releases every
     * lock that the process has on it, so a file that is locked here must not even be opened again, by no copy of this
     * class either: hence a place that all class loaders share.
     */
    private static final String HELD_HERE = "dev.dayfile.lock:";

    private final Path file;
    private final String property;
    private final FileChannel channel;
    private final LockOwner owner;

    private LocalLock(Path file, String property, FileChannel channel, LockOwner owner) {
        this.file = file;
        this.property = property;
        this.channel = channel;
        this.owner = owner;
    }

    static LocalLock take(Path file, String holder) throws IOException {
        String property = property(file);
        Object holderHere = holdHere(property, holder);
        if (holderHere != null) {
            throw new LockHeldException(file, holderHere.toString());
        }
        boolean interrupted = Interrupts.hold(); // or the channel would be closed, and with it the lock be gone
        LocalLock taken = null;
        try {
            if (Files.exists(file) && heldByOtherName(file, property)) {
                throw new LockHeldException(file, "this process, by another path");
            }
            taken = open(file, property, holder);
            return taken;
        } finally {
            if (taken == null) {
                System.getProperties().remove(property);
            }
            Interrupts.giveBack(interrupted);
        }
    }

    private static LocalLock open(Path file, String property, String holder) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean taken = false;
        try {
            boolean locked = tryLock(channel);
            String before = locked ? content(channel) : contentOfOther(channel);
            LockOwner owner = LockOwner.here(key(file));
            if (!locked || ownedByOther(before, owner)) {
                throw new LockHeldException(file, before.lines().findFirst().orElse("somebody"));
            }
            ByteBuffer content =
                    ByteBuffer.wrap((holder + "\n" + owner.line() + "\n").getBytes(StandardCharsets.UTF_8));
            channel.truncate(0);
            channel.write(content, 0);
            taken = true;
            return new LocalLock(file, property, channel, owner);
        } finally {
            if (!taken) {
                channel.close();
            }
        }
    }

    /** Whether somebody holds the file at this moment. */
    static boolean held(Path file) throws IOException {
        if (!Files.exists(file)) {
            return false;
        }
        String property = property(file);
        if (holdHere(property, LOOKING) != null) {
            return true;
        }
        boolean interrupted = Interrupts.hold();
        try {
            return heldByOtherName(file, property) || heldByOther(file);
        } catch (NoSuchFileException e) {
            return false;
        } finally {
            System.getProperties().remove(property);
            Interrupts.giveBack(interrupted);
        }
    }

    /** Closing the channel lets go of what was locked in order to look. */
    private static boolean heldByOther(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.tryLock() == null || ownedByOther(content(channel), LockOwner.here(key(file)));
        } catch (OverlappingFileLockException e) {
            return true;
        } catch (NoSuchFileException e) {
            return false;
        } catch (FileSystemException e) {
            return heldAgainstReaders(file); // of another user, or on a file system that is read-only
        }
    }

    /** As {@link #heldByOther}, of a file that cannot be written to: a holder's lock excludes one that is shared, too. */
    private static boolean heldAgainstReaders(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return channel.tryLock(0, Long.MAX_VALUE, true) == null
                    || ownedByOther(content(channel), LockOwner.here(key(file)));
        } catch (OverlappingFileLockException | AccessDeniedException e) {
            return true; // it cannot be told, and to assume a holder is the careful answer
        }
    }

    /**
     * Whether this process holds the file under another path, such as another mount of its folder: to open and close it
     * would let go of the lock.
     */
    private static boolean heldByOtherName(Path file, String property) throws IOException {
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith(HELD_HERE) && !name.equals(property)) {
                Path held = Path.of(name.substring(HELD_HERE.length()));
                if (Files.exists(held) && Files.isSameFile(held, file)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Takes the file among the class loaders of this process, or returns who has it. */
    private static Object holdHere(String property, String holder) {
        for (int look = 1; ; look++) {
            Object before = System.getProperties().putIfAbsent(property, holder);
            if (before == null || look == LOOKS || !before.equals(LOOKING)) {
                return before;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    /** Tries for a moment, since somebody may only be looking at the lock. */
    private static boolean tryLock(FileChannel channel) throws IOException {
        for (int look = 0; look < LOOKS; look++) {
            try {
                if (channel.tryLock() != null) {
                    return true;
                }
            } catch (OverlappingFileLockException e) {
                return false; // held in this process, by whoever has no part in the property
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return false;
    }

    /** What it says, where the system's lock keeps others from reading too: nothing. */
    private static String contentOfOther(FileChannel channel) {
        try {
            return content(channel);
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean ownedByOther(String content, LockOwner asker) {
        LockOwner named = LockOwner.parse(content);
        return named != null && named.livesBeside(asker);
    }

    private static String content(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(MOST_BYTES);
        int read = channel.read(content, 0);
        return new String(content.array(), 0, Math.max(0, read), StandardCharsets.UTF_8);
    }

    /** One key a file, however its path is spelled. */
    private static String property(Path file) throws IOException {
        return HELD_HERE + file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
    }

    private static String key(Path file) throws IOException {
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        return key == null ? "" : key.toString();
    }

    /** Looks twice before it says no: a folder may be renamed and back, and some file systems show a file late. */
    @Override
    public boolean isOurs() throws IOException {
        if (looksLikeOurs()) {
            return true;
        }
        LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        return looksLikeOurs();
    }

    private boolean looksLikeOurs() throws IOException {
        if (!channel.isOpen()) {
            return false; // given back
        }
        boolean interrupted = Interrupts.hold();
        try {
            String standing = key(file);
            return (standing.isEmpty() || standing.replace(' ', '_').equals(owner.file())) && namesUs();
        } catch (NoSuchFileException e) {
            return false;
        } finally {
            Interrupts.giveBack(interrupted);
        }
    }

    private boolean namesUs() throws IOException {
        LockOwner named = LockOwner.parse(content(channel));
        return named != null && named.token().equals(owner.token());
    }

    @Override
    public void close() throws IOException {
        boolean interrupted = Interrupts.hold();
        try {
            if (namesUs()) {
                channel.truncate(0);
            }
        } catch (IOException e) {
            // The line stays. It says nothing to this process, and nothing to others once this one has ended.
        } finally {
            // Closing releases the lock, as the end of the process does. It comes first: whoever finds the property
            // free may open and close the file.
            try {
                channel.close();
            } finally {
                System.getProperties().remove(property);
                Interrupts.giveBack(interrupted);
            }
        }
    }
}
