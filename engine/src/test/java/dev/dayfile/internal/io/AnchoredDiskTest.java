package dev.dayfile.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnchoredDiskTest {
    @TempDir
    Path folder;

    private Path root;
    private AnchoredDisk disk;

    @BeforeEach
    void open() throws IOException {
        root = Files.createDirectory(folder.resolve("store"));
        disk = AnchoredDisk.at(Disk.LOCAL, root);
    }

    @AfterEach
    void close() throws IOException {
        disk.close();
    }

    @Test
    void shouldCreateAndRenameBelowTheRoot() throws IOException {
        Path day = Files.createDirectories(root.resolve("data/2m/2025-10-22"));
        write(day.resolve("a.tmp"), "first");
        disk.rename(day.resolve("a.tmp"), day.resolve("a"));
        write(day.resolve("b.tmp"), "second");
        disk.rename(day.resolve("b.tmp"), day.resolve("a"));
        assertThat(names(day)).containsExactly("a");
        assertThat(day.resolve("a")).hasContent("second");
        disk.rename(day, root.resolve("data/2m/moved"));
        assertThat(root.resolve("data/2m/moved/a")).hasContent("second");
        disk.forceFolder(root.resolve("data/2m"));
    }

    @Test
    void shouldMakeFilesThatAreAsOpenToOthersAsThoseMadeByPath() throws IOException {
        write(root.resolve("anchored"), "");
        try (Disk.WritableFile file = Disk.LOCAL.create(root.resolve("by path"))) {
            file.write(ByteBuffer.allocate(1));
        }
        assertThat(Files.getPosixFilePermissions(root.resolve("anchored")))
                .isEqualTo(Files.getPosixFilePermissions(root.resolve("by path")));
    }

    @Test
    void shouldReachByPathWhatIsNotBelowTheRoot() throws IOException {
        Path sibling = Files.createDirectory(folder.resolve("store2"));
        write(sibling.resolve("a"), "outside");
        disk.rename(sibling.resolve("a"), root.resolve("in"));
        assertThat(root.resolve("in")).hasContent("outside");
        disk.rename(root.resolve("in"), sibling.resolve("out"));
        assertThat(sibling.resolve("out")).hasContent("outside");
        disk.rename(root, folder.resolve("moved"));
        assertThat(folder.resolve("moved")).isDirectory();
    }

    @Test
    void shouldNameTheWholePathOfWhatCannotBeDone() throws IOException {
        write(root.resolve("a"), "a");
        assertThatThrownBy(() -> disk.create(root.resolve("a")))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining(root.resolve("a").toString());
        assertThatThrownBy(() -> disk.create(root.resolve("none/b")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(root.resolve("none/b").toString());
        assertThatThrownBy(() -> disk.rename(root.resolve("none"), root.resolve("b")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(root.resolve("none").toString());
        assertThat(root.resolve("a")).hasContent("a");
        assertThat(names(root)).containsExactly("a");
    }

    @Test
    void shouldPublishIntoARootThatIsMovedAway() throws IOException {
        Path moved = Files.move(root, folder.resolve("moved"));
        write(root.resolve("a.tmp"), "follows");
        disk.rename(root.resolve("a.tmp"), root.resolve("a"));
        assertThat(moved.resolve("a")).hasContent("follows");
        assertThat(root).doesNotExist();
    }

    @Test
    void shouldMoveTheFolderThatWasLookedAtAndNotTheOneOfARootThatWasMovedAway() throws IOException {
        Files.createDirectory(root.resolve("day"));
        Path moved = Files.move(root, folder.resolve("moved"));
        Files.createDirectories(root.resolve("day"));
        disk.rename(root.resolve("day"), root.resolve("retired"));
        assertThat(names(root)).containsExactly("retired");
        assertThat(names(moved)).containsExactly("day");
    }

    @Test
    void shouldFindARootThatWasMadeAnew() throws IOException {
        Files.delete(root);
        assertThatThrownBy(() -> disk.create(root.resolve("a"))).isInstanceOf(NoSuchFileException.class);
        Files.createDirectory(root);
        write(root.resolve("a.tmp"), "new");
        disk.rename(root.resolve("a.tmp"), root.resolve("a"));
        assertThat(root.resolve("a")).hasContent("new");
    }

    @Test
    void shouldGoThroughLinksAsAPathDoes() throws IOException {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("data"), elsewhere);
        Path link = Files.createSymbolicLink(folder.resolve("link"), root);
        try (AnchoredDisk byLink = AnchoredDisk.at(Disk.LOCAL, link)) {
            byLink.create(link.resolve("data/a.tmp")).close();
            byLink.rename(link.resolve("data/a.tmp"), link.resolve("data/a"));
        }
        assertThat(names(elsewhere)).containsExactly("a");
    }

    @Test
    void shouldGoByPathOnceItIsClosed() throws IOException {
        disk.close();
        disk.close();
        write(root.resolve("a.tmp"), "late");
        disk.rename(root.resolve("a.tmp"), root.resolve("a"));
        disk.forceFolder(root);
        assertThat(root.resolve("a")).hasContent("late");
    }

    @Test
    void shouldLeaveAnotherDiskToItsOwnCalls() throws IOException {
        FaultyDisk faulty = new FaultyDisk(Disk.LOCAL);
        try (AnchoredDisk over = AnchoredDisk.at(faulty, root)) {
            over.create(root.resolve("a.tmp")).close();
            over.rename(root.resolve("a.tmp"), root.resolve("a"));
        }
        assertThat(faulty.calls(FaultyDisk.Call.CREATE)).isEqualTo(1);
        assertThat(faulty.calls(FaultyDisk.Call.RENAME)).isEqualTo(1);
    }

    @Test
    void shouldGoByPathInARootThatMayBeEnteredAndNotListed() throws IOException {
        disk.close();
        Files.createDirectory(root.resolve("day"));
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("--x--x--x"));
        try (AnchoredDisk closed = AnchoredDisk.at(Disk.LOCAL, root)) {
            closed.create(root.resolve("day/a.tmp")).close();
            closed.rename(root.resolve("day/a.tmp"), root.resolve("day/a"));
        } finally {
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
        }
        assertThat(names(root.resolve("day"))).containsExactly("a");
    }

    @Test
    void shouldRefuseARootThatIsNone() throws IOException {
        assertThatThrownBy(() -> AnchoredDisk.at(Disk.LOCAL, root.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
        write(root.resolve("file"), "");
        assertThatThrownBy(() -> AnchoredDisk.at(Disk.LOCAL, root.resolve("file")))
                .isInstanceOf(NotDirectoryException.class);
    }

    private void write(Path file, String content) throws IOException {
        try (Disk.WritableFile open = disk.create(file)) {
            open.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static Stream<String> names(Path folder) throws IOException {
        return Disk.LOCAL.listNames(folder).stream().map(Disk.Entry::name);
    }
}
