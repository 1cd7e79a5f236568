package dev.dayfile.internal.io;

import dev.dayfile.internal.layout.StoreLayout;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedDirectoryStreamException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;

/**
 * A disk that holds a store's root open and, from there, creates files below it and gives temporaries their names: the
 * kernel then does not look up the folders above the root three times a part. Of a part of one row that is a twentieth of
 * the time.
 *
 * <p>The rest goes by path. Above all folders do: whether a folder may be moved was found out by path, and the path may
 * stand for another store by now. What the open root refuses goes by path too, which says best why it cannot be done, and
 * which alone finds a root that was deleted and made anew. A file that is being published while its root is moved away goes
 * with the root, as the ring does, which is mapped from it.
 */
public final class AnchoredDisk extends ForwardingDisk implements AutoCloseable {
    private final Path root;
    private final int rootNames;

    /** {@code null} where the platform, or the root, opens nothing from a folder. */
    private final SecureDirectoryStream<Path> anchor;

    private AnchoredDisk(Disk disk, Path root, SecureDirectoryStream<Path> anchor) {
        super(disk);
        this.root = root;
        rootNames = root.getNameCount();
        this.anchor = anchor;
    }

    /**
     * The same disk with a root held open, until it is closed; afterwards everything goes by path.
     *
     * @param disk the machine's own file system, or another, which is left as it is
     * @param root an absolute path of a folder that exists; one that may be entered but not listed is not held
     */
    public static AnchoredDisk at(Disk disk, Path root) throws IOException {
        if (disk != Disk.LOCAL) {
            return new AnchoredDisk(disk, root, null); // a test counts or fails the calls of its own
        }
        try {
            DirectoryStream<Path> open = Files.newDirectoryStream(root);
            if (open instanceof SecureDirectoryStream<Path> secure) {
                return new AnchoredDisk(disk, root, secure);
            }
            open.close();
        } catch (AccessDeniedException e) {
            // nothing else lists the root
        }
        return new AnchoredDisk(disk, root, null);
    }

    @Override
    public WritableFile create(Path file) throws IOException {
        if (below(file)) {
            try {
                return new LocalWritableFile(
                        file, (FileChannel) anchor.newByteChannel(fromRoot(file), LocalDisk.TO_CREATE));
            } catch (IOException | ClosedDirectoryStreamException e) {
                // by path then
            }
        }
        return disk.create(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        if (from.toString().endsWith(StoreLayout.TEMPORARY) && below(from) && below(to)) {
            try {
                anchor.move(fromRoot(from), anchor, fromRoot(to));
                return;
            } catch (IOException | ClosedDirectoryStreamException e) {
                // by path then
            }
        }
        disk.rename(from, to);
    }

    private boolean below(Path path) {
        return anchor != null && path.getNameCount() > rootNames && path.startsWith(root);
    }

    private Path fromRoot(Path path) {
        return path.subpath(rootNames, path.getNameCount());
    }

    /** Lets go of the root. */
    @Override
    public void close() throws IOException {
        if (anchor != null) {
            anchor.close();
        }
    }
}
