package dev.dayfile.internal.io;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/**
 * A {@link Disk} over a real folder that knows what a power cut may take away: of a file the bytes since its last force,
 * of a folder the names that came, went or changed since it was forced, of a mapped file any page. {@link #cut} writes
 * what is left to another folder, where a store can be opened again.
 *
 * <p>It is harder than real file systems: every name and every page is lost or kept on its own, by a seed. Safe for use
 * by several threads.
 */
public final class PowerCutDisk extends ForwardingDisk {
    private static final int PAGE = 4096;

    /** What a seed means: nothing that was not forced is left. */
    public static final long ALL_LOST = 0;

    private final Path root;
    private final Node top = new Node();

    /** A file or folder, whatever its name is just now. */
    private static final class Node {
        /** Names in the folder as programs see them; {@code null} for a file. */
        Map<String, Node> names = new HashMap<>();

        Map<String, Node> forcedNames = new HashMap<>();

        /** Content as it was when it was forced last; {@code null} before. */
        byte[] forced;

        /** Content of a file that has no name any more. */
        byte[] last;

        Path path;

        static Node file(Path path) {
            Node node = new Node();
            node.names = null;
            node.path = path;
            return node;
        }
    }

    /** @param root an empty folder, or one that is to count as forced as it stands */
    public PowerCutDisk(Disk disk, Path root) throws IOException {
        super(disk);
        this.root = root;
        Files.createDirectories(root);
        takeOver(root, top);
    }

    private static void takeOver(Path folder, Node node) throws IOException {
        try (var children = Files.list(folder)) {
            for (Path child : (Iterable<Path>) children::iterator) {
                Node added = Files.isDirectory(child) ? new Node() : Node.file(child);
                if (added.names == null) {
                    added.forced = Files.readAllBytes(child);
                } else {
                    takeOver(child, added);
                }
                node.names.put(child.getFileName().toString(), added);
                node.forcedNames.put(child.getFileName().toString(), added);
            }
        }
    }

    /** From here on every page of a mapped file counts as forced as it is now. */
    public synchronized void forceMapped(Path file) throws IOException {
        Node node = find(file);
        node.forced = Files.readAllBytes(file);
    }

    /**
     * Writes what a power cut at this moment may leave. What was forced is always left.
     *
     * @param seed decides what is left of the rest; {@link #ALL_LOST} leaves nothing of it
     */
    public synchronized void cut(Path to, long seed) throws IOException {
        write(top, to, seed == ALL_LOST ? null : new Random(seed));
    }

    private void write(Node node, Path to, Random luck) throws IOException {
        if (node.names == null) {
            Files.write(to, left(node, luck));
            return;
        }
        Files.createDirectories(to);
        TreeSet<String> names = new TreeSet<>(node.names.keySet());
        names.addAll(node.forcedNames.keySet());
        for (String name : names) {
            Node now = node.names.get(name);
            Node then = node.forcedNames.get(name);
            Node left = luck != null && luck.nextBoolean() ? now : then;
            if (left != null) {
                write(left, to.resolve(name), luck);
            }
        }
    }

    private static byte[] left(Node node, Random luck) throws IOException {
        byte[] now = node.last != null ? node.last : Files.readAllBytes(node.path);
        if (node.forced != null && (luck == null || Arrays.equals(now, node.forced))) {
            return node.forced;
        }
        byte[] left =
                node.forced != null ? node.forced.clone() : new byte[luck == null ? 0 : luck.nextInt(now.length + 1)];
        for (int at = 0; luck != null && at < left.length; at += PAGE) {
            if (luck.nextBoolean()) { // else the old page, or zeros where there was none
                System.arraycopy(now, at, left, at, Math.min(PAGE, Math.min(left.length, now.length) - at));
            }
        }
        return left;
    }

    private Node find(Path path) throws NoSuchFileException {
        Node node = top;
        if (path.equals(root)) {
            return node;
        }
        if (!path.startsWith(root)) {
            throw new IllegalArgumentException("outside of the modelled folder: " + path);
        }
        for (Path name : root.relativize(path)) {
            node = node.names == null ? null : node.names.get(name.toString());
            if (node == null) {
                throw new NoSuchFileException(path.toString());
            }
        }
        return node;
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    /** Keeps the content of a file that is about to lose its name: a forced folder may still have it. */
    private void keepLast(Path path) throws IOException {
        if (Files.isRegularFile(path)) {
            find(path).last = Files.readAllBytes(path);
        }
    }

    private static void moved(Node node, Path to) {
        node.path = to;
        if (node.names != null) {
            node.names.forEach((name, child) -> moved(child, to.resolve(name)));
        }
    }

    @Override
    public synchronized WritableFile create(Path file) throws IOException {
        WritableFile open = disk.create(file);
        Node node = Node.file(file);
        find(file.getParent()).names.put(name(file), node);
        return new TrackedFile(open, node);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        keepLast(to);
        disk.rename(from, to);
        Node node = find(from.getParent()).names.remove(name(from));
        find(to.getParent()).names.put(name(to), node);
        moved(node, to);
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        keepLast(path);
        disk.delete(path);
        find(path.getParent()).names.remove(name(path));
    }

    @Override
    public synchronized void createFolders(Path folder) throws IOException {
        disk.createFolders(folder);
        Node node = top;
        for (Path name : root.relativize(folder)) {
            node = node.names.computeIfAbsent(name.toString(), n -> new Node());
        }
    }

    @Override
    public synchronized void forceFolder(Path folder) throws IOException {
        disk.forceFolder(folder);
        if (folder.startsWith(root)) {
            Node node = find(folder);
            node.forcedNames = new HashMap<>(node.names);
        }
    }

    @Override
    public synchronized MappedByteBuffer map(Path file, long sizeBytes) throws IOException {
        find(file); // fails here rather than at the cut for a file that is not modelled
        return disk.map(file, sizeBytes);
    }

    private final class TrackedFile extends ForwardingDisk.Writable {
        private final Node node;

        TrackedFile(WritableFile file, Node node) {
            super(file);
            this.node = node;
        }

        @Override
        public void force() throws IOException {
            file.force();
            synchronized (PowerCutDisk.this) {
                node.forced = Files.readAllBytes(node.path);
            }
        }
    }
}
